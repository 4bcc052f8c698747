package io.midplatform.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened to one key, for a check that it was a register all the time: a read gives what was written and was not overwritten before the read
 * began. Writes of one key have different values. Thread-safe.
 */
final class Register {
    /** A write, absence included; one that may not have happened overwrites nothing. */
    private record Write(Optional<String> value, boolean certain, long start, long end) {
        boolean isBefore(long start) {
            return end < start;
        }
    }

    private record Read(Optional<String> value, long start, long end) {}

    private final String key;
    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();

    /** A key without a value. */
    Register(String key) {
        this.key = key;
        writes.add(new Write(Optional.empty(), true, Long.MIN_VALUE, Long.MIN_VALUE));
    }

    /** A write between two moments of {@link System#nanoTime()}; no value for a removal. */
    synchronized void wrote(Optional<String> value, boolean certain, long start, long end) {
        writes.add(new Write(value, certain, start, end));
    }

    /** A read between two moments. */
    synchronized void read(Optional<String> value, long start, long end) {
        reads.add(new Read(value, start, end));
    }

    /** What is wrong, a line for each read. */
    synchronized List<String> violations() {
        List<String> found = new ArrayList<>();
        for (Read read : reads) {
            boolean explained = writes.stream()
                    .filter(write -> write.value.equals(read.value) && write.start <= read.end)
                    .anyMatch(write -> !isOverwritten(write, read));
            if (!explained) {
                found.add(key + ": " + read + " of " + writes);
            }
        }
        return found;
    }

    /** Whether another write came wholly between a write and a read. */
    private boolean isOverwritten(Write write, Read read) {
        return writes.stream()
                .anyMatch(other -> other.certain && write.isBefore(other.start) && other.isBefore(read.start));
    }
}
