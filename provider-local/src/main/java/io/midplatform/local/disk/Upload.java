package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.local.disk.ObjectFiles.Written;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Content;
import io.midplatform.storage.spi.UploadDriver.PartPage;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upload in parts, of this process or of an earlier one. Each part of the usual size goes to its place in one file, so that completing copies
 * nothing; one of another size, or one that comes again, goes to a file of its own, and completing puts all together. A part is recorded once its
 * bytes are written, and not synced: they are read again before a later process relies on them. Thread-safe.
 */
final class Upload {
    private static final int MOST_PARTS = 1000;

    /** So that a page of parts that must be read is told in good time. */
    private static final long MOST_BYTES = 256L << 20;

    private final UploadRow row;
    private final Database database;
    private final ObjectFiles files;
    private final Places places;

    Upload(UploadRow row, Database database, ObjectFiles files, Places places) {
        this.row = row;
        this.database = database;
        this.files = files;
        this.places = places;
    }

    long id() {
        return row.id();
    }

    UploadRow row() {
        return row;
    }

    String write(int number, Content content, Deadline deadline) throws Exception {
        PartRow part = null;
        if (content.length().orElse(Long.MAX_VALUE) <= row.partSize() && places.take(number)) {
            part = inPlace(number, content, deadline);
        }
        if (part == null) {
            part = apart(number, content, deadline);
        }
        database.write(new PartReceipt(files, row.id(), places, part), deadline);
        return part.tag();
    }

    /** Null where the file is gone: with a power loss, or with the whole upload, which the receipt finds out. */
    private @Nullable PartRow inPlace(int number, Content content, Deadline deadline) throws Exception {
        boolean done = false;
        try {
            Written written = files.write(row.id(), place(number), content, deadline);
            done = true;
            return new PartRow(number, written.size(), written.crc(), ObjectTable.NONE);
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            if (!done) {
                places.release(number);
            }
        }
    }

    private PartRow apart(int number, Content content, Deadline deadline) throws Exception {
        long file = files.begin();
        boolean done = false;
        try {
            files.create(file);
            Written written = files.write(file, 0, content, deadline);
            done = true;
            return new PartRow(number, written.size(), written.crc(), file);
        } finally {
            if (!done) {
                files.discard(file);
            }
        }
    }

    /** The parts that are there for sure. */
    PartPage parts(@Nullable String token, Deadline deadline) throws Exception {
        int after = token == null ? 0 : Integer.parseInt(token);
        List<PartRow> rows = rows(after, MOST_PARTS, deadline);
        List<SentPart> sent = new ArrayList<>(rows.size());
        long bytes = 0;
        for (PartRow part : rows) {
            if (isWhole(part, deadline)) {
                sent.add(part.sent());
            }
            after = part.number();
            bytes += part.size();
            if (bytes >= MOST_BYTES) {
                return new PartPage(sent, Integer.toString(after));
            }
        }
        return new PartPage(sent, rows.size() < MOST_PARTS ? null : Integer.toString(after));
    }

    private List<PartRow> rows(int after, int most, Deadline deadline) throws Exception {
        return database.read(
                session -> {
                    if (!UploadTable.exists(session, row.id())) {
                        throw UploadTable.unknown();
                    }
                    return UploadTable.parts(session, row.id(), after, most);
                },
                deadline);
    }

    /** Whether a part's bytes are those that were recorded: known of this process's parts, read of those of another. */
    private boolean isWhole(PartRow part, Deadline deadline) throws Exception {
        if (places.isWhole(part.number()) || places.isBroken(part.number())) {
            return places.isWhole(part.number());
        }
        boolean asRecorded;
        try {
            Written found = files.measure(file(part), offset(part), part.size(), deadline);
            asRecorded = found.equals(new Written(part.size(), part.crc()));
        } catch (NoSuchFileException | FileNotFoundException e) {
            asRecorded = false;
        }
        return places.judge(part, asRecorded);
    }

    /** Only one completion at a time. */
    void startCompleting() {
        if (!places.startCompleting()) {
            throw new DriverException(ErrorCode.PRECONDITION_FAILED, "the upload is being completed already.");
        }
    }

    /** The completion came to nothing. */
    void reopen() {
        places.reopen();
    }

    /** All bytes in one file that will last; the upload's own where every part is in its place. */
    long assemble(List<String> tags, long size, Deadline deadline) throws Exception {
        try {
            return together(tags, size, deadline);
        } catch (NoSuchFileException | FileNotFoundException e) {
            rows(0, 0, deadline); // says so when it was aborted meanwhile
            throw e;
        }
    }

    private long together(List<String> tags, long size, Deadline deadline) throws Exception {
        List<PartRow> parts = rows(0, tags.size(), deadline);
        long position = 0;
        boolean inPlace = places.endsWith(tags.size());
        for (int i = 0; i < tags.size(); i++) {
            PartRow part = i < parts.size() ? parts.get(i) : null;
            if (part == null || !part.tag().equals(tags.get(i)) || !isWhole(part, deadline)) {
                throw new DriverException(
                        ErrorCode.INVALID_REQUEST, "part " + (i + 1) + " of the upload is not the one sent.");
            }
            inPlace &= part.isInPlace() && position == offset(part);
            position += part.size();
        }
        if (position != size) {
            throw new DriverException(
                    ErrorCode.INVALID_REQUEST, "the parts have " + position + " bytes, not the " + size + " said.");
        }
        if (!inPlace) {
            return concatenate(parts, deadline);
        }
        files.seal(row.id(), size);
        return row.id();
    }

    private long concatenate(List<PartRow> parts, Deadline deadline) throws Exception {
        long whole = files.begin();
        boolean done = false;
        try {
            files.create(whole);
            long position = 0;
            for (PartRow part : parts) {
                Content bytes = Content.opened(part.size(), () -> files.open(file(part), offset(part), part.size()));
                position += files.write(whole, position, bytes, deadline).size();
            }
            files.seal(whole, position);
            done = true;
            return whole;
        } finally {
            if (!done) {
                files.discard(whole);
            }
        }
    }

    private long file(PartRow part) {
        return part.isInPlace() ? row.id() : part.file();
    }

    private long offset(PartRow part) {
        return part.isInPlace() ? place(part.number()) : 0;
    }

    private long place(int number) {
        return (number - 1L) * row.partSize();
    }
}
