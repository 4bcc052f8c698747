package io.midplatform.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What happened to one key, for a check that it was a register all the time: a read gives what was written and was not overwritten before the read
 * began. Writes of one key have different values. A write during which the key was removed, cleared or invalidated may leave nothing behind, in
 * the place of whatever is there: it may be stored when it is already dead, and an entry may vanish at any time. With near, what one instance wrote
 * overwrites for the others only when they have had time to hear of it. Thread-safe.
 */
final class Register {
    private static final int SHOWN = 12;

    /** A write, absence included; one that may not have happened overwrites nothing. */
    private record Write(int instance, Optional<String> value, boolean certain, long start, long end) {
        boolean isBefore(long moment) {
            return end < moment;
        }

        boolean overlaps(Write other) {
            return start <= other.end && other.start <= end;
        }
    }

    private record Read(int instance, Optional<String> value, long start, long end) {}

    private final String key;
    private final long nearNanos;
    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();

    /** A key without a value. */
    Register(String key) {
        this(key, 0);
    }

    /** A key without a value; for so long may an instance not have heard what another wrote. */
    Register(String key, long nearNanos) {
        this.key = key;
        this.nearNanos = nearNanos;
        writes.add(new Write(0, Optional.empty(), true, Long.MIN_VALUE, Long.MIN_VALUE));
    }

    /** A write between two moments of {@link System#nanoTime()}; no value for a removal. */
    void wrote(Optional<String> value, boolean certain, long start, long end) {
        wrote(0, value, certain, start, end);
    }

    /** The same by one of several instances. */
    synchronized void wrote(int instance, Optional<String> value, boolean certain, long start, long end) {
        writes.add(new Write(instance, value, certain, start, end));
    }

    /** A read between two moments. */
    void read(Optional<String> value, long start, long end) {
        read(0, value, start, end);
    }

    /** The same by one of several instances. */
    synchronized void read(int instance, Optional<String> value, long start, long end) {
        reads.add(new Read(instance, value, start, end));
    }

    /** What is wrong, a line for each read. */
    synchronized List<String> violations() {
        List<String> found = new ArrayList<>();
        List<Write> absences =
                writes.stream().filter(write -> write.value.isEmpty()).toList();
        for (Read read : reads) {
            boolean explained = writes.stream()
                    .filter(write -> write.start <= read.end && mayLeave(write, read.value, absences))
                    .anyMatch(write -> !isOverwritten(write, read));
            if (!explained) {
                found.add(key + ": " + read + " after " + lastWrites(read));
            }
        }
        return found;
    }

    private static boolean mayLeave(Write write, Optional<String> value, List<Write> absences) {
        return write.value.equals(value)
                || (value.isEmpty() && absences.stream().anyMatch(write::overlaps));
    }

    /** Whether another write came wholly between a write and a read. */
    private boolean isOverwritten(Write write, Read read) {
        return writes.stream()
                .anyMatch(other -> other.certain
                        && write.isBefore(other.start)
                        && other.isBefore(read.start - (other.instance == read.instance ? 0 : nearNanos)));
    }

    private List<Write> lastWrites(Read read) {
        List<Write> before = writes.stream()
                .filter(write -> write.start <= read.end)
                .sorted(Comparator.comparingLong(Write::end))
                .toList();
        return before.subList(Math.max(0, before.size() - SHOWN), before.size());
    }
}
