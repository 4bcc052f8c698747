package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.engine.call.Calls;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** The caller's files: what goes wrong with them is told apart from what goes wrong at the provider. */
final class LocalFiles {
    private final Calls calls;

    LocalFiles(Calls calls) {
        this.calls = calls;
    }

    /**
     * How a file is at one moment.
     *
     * @param size its size
     * @param modified when it was changed
     */
    record State(long size, java.nio.file.attribute.FileTime modified) {}

    /** The state of a file that can be read. */
    State state(String operation, String key, Path file) throws Exception {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException("not a regular file");
            }
            if (!Files.isReadable(file)) {
                throw new IOException("not readable");
            }
            return new State(attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw failure(operation, key, file, "cannot be read", e);
        }
    }

    /** Fails for a directory that is not one. */
    void requireDirectory(String operation, Path directory) throws Exception {
        if (!Files.isDirectory(directory) || !Files.isReadable(directory)) {
            throw failure(
                    operation, null, directory, "cannot be read", new IOException("not a directory, or not readable"));
        }
    }

    /** Puts a finished file in the place of another, at once. */
    static void replace(Path finished, Path target) throws IOException {
        try {
            Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(finished, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What to throw; an interrupt, which closes channels, stays one. */
    Exception failure(
            String operation, @org.jspecify.annotations.Nullable String key, Path file, String what, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            Thread.interrupted(); // the exception says so
            InterruptedException interrupted = new InterruptedException("while " + file + " was used");
            interrupted.initCause(e);
            return interrupted;
        }
        return calls.error(ErrorCode.INVALID_REQUEST, operation, key, "the file '" + file + "' " + what + ".")
                .advice("See the cause; the provider had no part in it.")
                .cause(e)
                .build();
    }
}
