package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An upload in parts. Each part of the usual size goes to its place in one file, so that completing copies nothing; one of another size goes to
 * a file of its own, and completing puts all together. Lives as long as the process: nobody could continue it after that.
 */
final class Upload {
    private enum State {
        OPEN,
        COMPLETING,
        /** To be removed, should the completion that is under way fail. */
        UNWANTED,
        ENDED
    }

    private final String key;
    private final ObjectAttributes attributes;
    private final Map<String, String> tags;
    private final ObjectFiles files;
    private final int partSize;
    private final long file;
    private final Map<Integer, Part> parts = new ConcurrentHashMap<>();
    private State state = State.OPEN;

    Upload(String key, ObjectAttributes attributes, Map<String, String> tags, ObjectFiles files, int partSize) {
        this.key = key;
        this.attributes = attributes;
        this.tags = tags;
        this.files = files;
        this.partSize = partSize;
        this.file = files.begin();
    }

    /** Where a part is: in the common file at its place, or at the start of its own. */
    private record Part(String tag, long size, long file) {}

    String key() {
        return key;
    }

    ObjectAttributes attributes() {
        return attributes;
    }

    Map<String, String> tags() {
        return tags;
    }

    void create() throws Exception {
        files.create(file);
    }

    String write(int number, Content content, Deadline deadline) throws Exception {
        long length = content.length().orElse(Long.MAX_VALUE);
        boolean fits = length <= partSize;
        long into = fits ? file : files.begin();
        ObjectFiles.Written written =
                fits ? files.write(file, place(number), content, deadline) : writeApart(into, content, deadline);
        String tag = number + "-" + written.size() + "-" + Long.toHexString(written.crc());
        Part before = parts.put(number, new Part(tag, written.size(), into));
        discard(before);
        return tag;
    }

    private ObjectFiles.Written writeApart(long into, Content content, Deadline deadline) throws Exception {
        boolean written = false;
        try {
            ObjectFiles.Written result = files.write(into, content, deadline);
            written = true;
            return result;
        } finally {
            if (!written) {
                files.discard(into);
            }
        }
    }

    /** All bytes in one file that will last; the common one where every part is in its place. */
    long assemble(List<String> tags, long size, Deadline deadline) throws Exception {
        List<Part> ordered = new ArrayList<>(tags.size());
        long position = 0;
        boolean inPlace = true;
        for (String tag : tags) {
            Part part = parts.get(ordered.size() + 1);
            if (part == null || !part.tag.equals(tag)) {
                throw new DriverException(
                        ErrorCode.INVALID_REQUEST,
                        "part " + (ordered.size() + 1) + " of the upload is not the one sent.");
            }
            inPlace &= part.file == file && position == place(ordered.size() + 1);
            position += part.size;
            ordered.add(part);
        }
        if (position != size) {
            throw new DriverException(
                    ErrorCode.INVALID_REQUEST, "the parts have " + position + " bytes, not the " + size + " said.");
        }
        if (inPlace) {
            files.seal(file, size);
            return file;
        }
        return concatenate(ordered, deadline);
    }

    private long concatenate(List<Part> ordered, Deadline deadline) throws Exception {
        long whole = files.begin();
        boolean done = false;
        try {
            files.create(whole);
            long position = 0;
            for (int i = 0; i < ordered.size(); i++) {
                Part part = ordered.get(i);
                long from = part.file == file ? place(i + 1) : 0;
                Content bytes = Content.opened(part.size, () -> files.open(part.file, from, part.size));
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

    /** Only one completion at a time. */
    synchronized void startCompleting() {
        if (state != State.OPEN) {
            throw new DriverException(ErrorCode.PRECONDITION_FAILED, "the upload is being completed already.");
        }
        state = State.COMPLETING;
    }

    /** The completion failed, and its file is of no use: the upload is as before, unless it was aborted meanwhile. */
    void reopen(long assembled) {
        if (assembled != file) {
            files.discard(assembled);
        }
        reopen();
    }

    /** The completion came to nothing. */
    void reopen() {
        boolean unwanted;
        synchronized (this) {
            unwanted = state == State.UNWANTED;
            state = unwanted ? State.ENDED : State.OPEN;
        }
        if (unwanted) {
            discardAll(0);
        }
    }

    /** The completion succeeded, or nobody knows: the file given stays. */
    void completed(long kept, boolean sure) {
        synchronized (this) {
            state = State.ENDED;
        }
        files.keep(sure);
        discardAll(kept);
    }

    /** False while a completion is under way, which then decides. */
    boolean abort() {
        synchronized (this) {
            if (state == State.COMPLETING) {
                state = State.UNWANTED;
            }
            if (state != State.OPEN) {
                return false;
            }
            state = State.ENDED;
        }
        discardAll(0);
        return true;
    }

    private void discardAll(long kept) {
        parts.values().forEach(this::discard);
        parts.clear();
        if (kept != file) {
            files.discard(file);
        }
    }

    private void discard(@Nullable Part part) {
        if (part != null && part.file != file) {
            files.discard(part.file);
        }
    }

    private long place(int number) {
        return (number - 1L) * partSize;
    }
}
