package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.PlatformTime;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.UploadDriver.Completion;
import io.midplatform.storage.spi.UploadDriver.CopyPart;
import io.midplatform.storage.spi.UploadDriver.PartPage;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import io.midplatform.storage.spi.UploadDriver.UploadPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Uploads in parts, which Azure calls blocks. The blocks of one key that nobody has committed belong to all its writers: who commits takes those of the
 * others along. An upload is what the ids of blocks say.
 */
final class BlobUploads {
    private final BlobCalls calls;
    private final BlobLists lists;
    private final PlatformTime time;
    private final Optional<String> tier;

    BlobUploads(BlobCalls calls, BlobLists lists, PlatformTime time, Optional<String> tier) {
        this.calls = calls;
        this.lists = lists;
        this.time = time;
        this.tier = tier;
    }

    /** Nothing is sent: the first block begins it. */
    String start() {
        return BlobBlock.begin(time.instant());
    }

    String part(String key, String upload, int number, Content content, Deadline deadline) throws Exception {
        BlobBlock block = new BlobBlock(checked(upload), number, BlobContent.checksum(content));
        long length = content.length().orElseThrow();
        try (BlobContent body = BlobContent.of(content)) {
            calls.send(HttpMethod.PUT, url(key, block), BlobHeaders.sized(length), body.body(), deadline);
        }
        return block.id();
    }

    String copy(CopyPart part, HttpHeaders source, Deadline deadline) throws Exception {
        BlobBlock block = new BlobBlock(checked(part.upload()), part.number(), null);
        calls.fetch(url(part.key(), block), source, deadline);
        return block.id();
    }

    private String url(String key, BlobBlock block) {
        StringBuilder url = new StringBuilder(calls.url(key)).append("?comp=block&blockid=");
        return BlobWire.encode(block.id(), url).toString();
    }

    PutResult complete(Completion end, Deadline deadline) throws Exception {
        byte[] body = BlobXml.commit(end.parts());
        HttpHeaders headers = BlobHeaders.sized(body.length);
        BlobHeaders.attributes(headers, end.attributes(), end.tags(), end.checksum(), end.size(), tier);
        BlobHeaders.condition(headers, end.condition());
        String url = calls.url(end.key()) + "?comp=blocklist";
        HttpHeaders told = BlobCalls.conditionally(
                end.condition(), () -> calls.send(HttpMethod.PUT, url, headers, BinaryData.fromBytes(body), deadline));
        return BlobMapping.result(end.key(), end.size(), end.checksum(), told);
    }

    /** Azure cannot remove blocks without showing an object: the upload is marked as abandoned, and its blocks are dropped after a week. */
    void abort(String key, String upload, Deadline deadline) throws Exception {
        List<BlobBlock> blocks = blocks(key, deadline).stream()
                .map(block -> BlobBlock.of(block.id()))
                .filter(block -> block != null && block.upload().equals(upload))
                .toList();
        if (!blocks.isEmpty() && !isAbandoned(blocks)) {
            BlobBlock mark = new BlobBlock(upload, BlobBlock.ABANDONED, null);
            byte[] nothing = {0}; // Azure takes no empty block
            calls.send(
                    HttpMethod.PUT,
                    url(key, mark),
                    BlobHeaders.sized(nothing.length),
                    BinaryData.fromBytes(nothing),
                    deadline);
        }
    }

    private static boolean isAbandoned(List<BlobBlock> blocks) {
        return blocks.stream().anyMatch(block -> block.number() == BlobBlock.ABANDONED);
    }

    PartPage parts(String key, String upload, Deadline deadline) throws Exception {
        List<SentPart> parts = new ArrayList<>();
        for (BlobXml.Block sent : blocks(key, deadline)) {
            BlobBlock block = BlobBlock.of(sent.id());
            if (block != null && block.upload().equals(upload)) {
                if (block.number() == BlobBlock.ABANDONED) {
                    throw gone();
                }
                parts.add(new SentPart(block.number(), sent.size(), sent.id(), block.checksum()));
            }
        }
        if (parts.isEmpty()) {
            throw gone();
        }
        parts.sort(Comparator.comparingInt(SentPart::number));
        return new PartPage(parts, null);
    }

    private static DriverException gone() {
        return new DriverException(
                Failure.of(ErrorCode.NOT_FOUND, "the upload is gone: it was ended, it expired, or no part has arrived.")
                        .advice("Look at the object, and send it again if it is not the one that was sent."),
                null);
    }

    /** The blocks of a key that nobody has committed; none of a blob that is not there. */
    private List<BlobXml.Block> blocks(String key, Deadline deadline) throws Exception {
        String url = calls.url(key) + "?comp=blocklist&blocklisttype=uncommitted";
        try (HttpResponse response = calls.whole(url, deadline)) {
            return BlobXml.blocks(response);
        } catch (BlobStorageException e) {
            if (BlobErrors.isMissing(e)) {
                return List.of();
            }
            throw e;
        }
    }

    UploadPage list(String prefix, @Nullable String token, Deadline deadline) throws Exception {
        BlobXml.Items page = lists.uncommitted(prefix, token, deadline);
        List<PendingUpload> uploads = new ArrayList<>();
        for (BlobXml.Item item : page.items()) {
            if (item.get("Content-Type").isEmpty()) { // what has been committed has one
                uploads.addAll(pending(item.name(), deadline));
            }
        }
        return new UploadPage(uploads, page.next());
    }

    private List<PendingUpload> pending(String key, Deadline deadline) throws Exception {
        Map<String, List<BlobBlock>> uploads = new HashMap<>();
        for (BlobXml.Block sent : blocks(key, deadline)) {
            BlobBlock block = BlobBlock.of(sent.id());
            if (block != null) {
                uploads.computeIfAbsent(block.upload(), id -> new ArrayList<>()).add(block);
            }
        }
        return uploads.values().stream()
                .filter(blocks -> !isAbandoned(blocks))
                .map(blocks -> new PendingUpload(
                        key, blocks.get(0).upload(), blocks.get(0).startedAt()))
                .toList();
    }

    private static String checked(String upload) {
        if (!BlobBlock.isUpload(upload)) {
            throw gone();
        }
        return upload;
    }
}
