package io.midplatform.azure.blob;

import com.azure.core.http.HttpResponse;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** The bodies of the REST interface that we need: lists of blobs, of blocks and of tags. */
final class BlobXml {
    private static final XMLInputFactory IN = input();
    private static final XMLOutputFactory OUT = XMLOutputFactory.newDefaultFactory();

    private BlobXml() {}

    private static XMLInputFactory input() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * A blob or a prefix of a list.
     *
     * @param isPrefix whether it is a prefix
     * @param name its name
     * @param told what else is told of it, by the names of elements
     */
    record Item(boolean isPrefix, String name, Map<String, String> told) {
        String get(String element) {
            return told.getOrDefault(element, "");
        }
    }

    /**
     * A page of a list.
     *
     * @param items blobs, then prefixes
     * @param next the marker of the next page, null on the last
     */
    record Items(List<Item> items, @Nullable String next) {}

    static Items items(HttpResponse response) throws XMLStreamException {
        List<Item> items = new ArrayList<>();
        String next = null;
        XMLStreamReader xml = open(response, "EnumerationResults");
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "Blob", "BlobPrefix" -> items.add(item(xml));
                    case "NextMarker" -> next = xml.getElementText();
                    default -> {
                        // what was asked, and the lists themselves
                    }
                }
            }
        }
        return new Items(items, next == null || next.isEmpty() ? null : next);
    }

    private static Item item(XMLStreamReader xml) throws XMLStreamException {
        String element = xml.getLocalName();
        String name = "";
        Map<String, String> told = new HashMap<>();
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(element)) {
                return new Item(element.equals("BlobPrefix"), name, told);
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "Name" -> {
                        // what XML cannot hold
                        boolean isEncoded = "true".equals(xml.getAttributeValue(null, "Encoded"));
                        String text = xml.getElementText();
                        name = isEncoded ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8) : text;
                    }
                    case "Last-Modified", "Etag", "Content-Length", "Content-Type", "VersionId", "IsCurrentVersion" ->
                        told.put(xml.getLocalName(), xml.getElementText());
                    default -> {
                        // not of use to us
                    }
                }
            }
        }
    }

    /**
     * A block.
     *
     * @param id its id, in Base64
     * @param size its size
     */
    record Block(String id, long size) {}

    static List<Block> blocks(HttpResponse response) throws XMLStreamException {
        List<Block> blocks = new ArrayList<>();
        XMLStreamReader xml = open(response, "BlockList");
        String id = "";
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "Name" -> id = xml.getElementText();
                    case "Size" -> blocks.add(new Block(id, Long.parseLong(xml.getElementText())));
                    default -> {
                        // the lists themselves
                    }
                }
            }
        }
        return blocks;
    }

    static Map<String, String> tags(HttpResponse response) throws XMLStreamException {
        Map<String, String> tags = new HashMap<>();
        XMLStreamReader xml = open(response, "Tags");
        String name = "";
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "Key" -> name = xml.getElementText();
                    case "Value" -> tags.put(name, xml.getElementText());
                    default -> {
                        // the set itself
                    }
                }
            }
        }
        return tags;
    }

    static byte[] tags(Map<String, String> tags) throws XMLStreamException {
        StringWriter text = new StringWriter();
        XMLStreamWriter xml = OUT.createXMLStreamWriter(text);
        xml.writeStartElement("Tags");
        xml.writeStartElement("TagSet");
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            xml.writeStartElement("Tag");
            element(xml, "Key", tag.getKey());
            element(xml, "Value", tag.getValue());
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
        xml.flush();
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void element(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    /** The blocks of an object, by their ids, which are Base64 and need no escaping. */
    static byte[] commit(List<String> ids) {
        StringBuilder xml =
                new StringBuilder(ids.size() * 64 + 80).append("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        // the latest of an id: when a first attempt has done it, the blocks are committed ones, and the second does it
        // again
        ids.forEach(id -> xml.append("<Latest>").append(id).append("</Latest>"));
        return xml.append("</BlockList>").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What has another root is no answer of Azure's: a page of a proxy is no empty list. */
    private static XMLStreamReader open(HttpResponse response, String root) throws XMLStreamException {
        InputStream body = response.getBodyAsBinaryData().toStream();
        XMLStreamReader xml = IN.createXMLStreamReader(body, StandardCharsets.UTF_8.name());
        xml.nextTag();
        if (!xml.getLocalName().equals(root)) {
            throw new XMLStreamException("no " + root);
        }
        return xml;
    }
}
