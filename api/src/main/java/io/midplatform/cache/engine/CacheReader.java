package io.midplatform.cache.engine;

import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CacheStatus;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries and judges them: is it alive, is it fresh, can it be decoded. Counting what was read is the caller's, who knows whether it is
 * the first look of an operation.
 *
 * @param <V> the values' type
 */
final class CacheReader<V> {
    /** How to treat a store that fails. */
    enum Policy {
        /** As the settings say. */
        SETTINGS,
        /** Throw. */
        STRICT
    }

    private final CacheStore store;
    private final Markers markers;
    private final Encoding<V> encoding;
    private final PlatformTime time;
    private final StatsCounter stats;
    private final CacheKeys keys;
    private final @Nullable Near<V> near;
    private final String cacheMarker;

    CacheReader(Parts<V> parts) {
        this.store = parts.store();
        this.markers = parts.markers();
        this.encoding = parts.encoding();
        this.time = parts.context().time();
        this.stats = parts.stats();
        this.keys = parts.keys();
        this.near = parts.near();
        this.cacheMarker = keys.cacheMarker();
    }

    /** Looks at one key. */
    Seen<V> see(String operation, String key, String physical, Deadline deadline) throws Exception {
        NearCache.Ticket ticket = ticket(physical);
        List<ItemOutcome<byte[]>> got = store.read(operation, key, List.of(physical, cacheMarker), deadline);
        if (got == null) {
            return Seen.degraded();
        }
        ItemOutcome<byte[]> entry = got.get(0);
        ItemOutcome<byte[]> marker = got.get(1);
        if (store.isFailed(operation, key, entry) || store.isFailed(operation, key, marker)) {
            return Seen.degraded();
        }
        Seen<V> seen = judge(operation, key, entry.result(), Markers.value(marker.result()), Policy.SETTINGS, deadline);
        keep(physical, ticket, seen);
        return seen;
    }

    /** Looks at one key on behalf of someone who may write it with these tags. */
    Seen<V> seeToWrite(
            String operation, String key, String physical, Collection<String> tags, Policy policy, Deadline deadline)
            throws Exception {
        List<String> asked;
        if (tags.isEmpty()) {
            asked = List.of(physical, cacheMarker);
        } else {
            asked = new ArrayList<>(2 + tags.size());
            asked.add(physical);
            asked.addAll(markers.physical(tags));
        }
        NearCache.Ticket ticket = ticket(physical);
        List<ItemOutcome<byte[]>> got = read(operation, key, asked, policy, deadline);
        if (got == null) {
            return Seen.degraded();
        }
        for (int i = 0; i < got.size(); i++) {
            if (store.isFailed(operation, key, got.get(i))) {
                return Seen.degraded();
            }
        }
        Seen<V> seen = judge(
                operation, key, got.get(0).result(), Markers.value(got.get(1).result()), policy, deadline);
        keep(physical, ticket, seen);
        boolean written = policy == Policy.STRICT || seen.verdict() != Verdict.HIT;
        return written && seen.verdict() != Verdict.DEGRADED ? seen.with(Markers.marks(got, 1, tags), ticket) : seen;
    }

    /**
     * What a look at several keys saw.
     *
     * @param <V> the values' type
     * @param seen one for each key
     * @param marks the markers read along, null when the store cannot be asked
     * @param alongside what else was asked for; nothing when the store cannot be asked
     */
    record Glance<V>(List<Seen<V>> seen, @Nullable Marks marks, List<ItemOutcome<byte[]>> alongside) {
        /** What it saw of its only key, for whoever is going to write it. */
        Seen<V> only() {
            Seen<V> only = seen.get(0);
            return marks == null || only.verdict() == Verdict.DEGRADED ? only : only.with(marks, only.ticket());
        }
    }

    /** Looks at several keys in one round trip, one more when entries have tags. */
    Glance<V> seeAll(String operation, List<String> physical, Collection<String> tags, Deadline deadline)
            throws Exception {
        return seeAll(operation, physical, tags, List.of(), deadline);
    }

    /** Looks at several keys, and reads others that are no entries along. */
    Glance<V> seeAll(
            String operation, List<String> physical, Collection<String> tags, List<String> alongside, Deadline deadline)
            throws Exception {
        int end = physical.size() + 1 + tags.size();
        List<String> asked = new ArrayList<>(end + alongside.size());
        asked.addAll(physical);
        asked.addAll(markers.physical(tags));
        asked.addAll(alongside);
        List<NearCache.Ticket> tickets = tickets(physical);
        List<ItemOutcome<byte[]>> got = store.read(operation, null, asked, deadline);
        List<Seen<V>> seen = new ArrayList<>(physical.size());
        if (got == null || isAnyFailed(operation, got.subList(physical.size(), end))) {
            for (int i = 0; i < physical.size(); i++) {
                seen.add(Seen.degraded());
            }
            return new Glance<>(seen, null, List.of());
        }
        Marks marks = Markers.marks(got, physical.size(), tags);
        Map<String, Long> current = tagsOf(operation, got.subList(0, physical.size()), marks.cache(), deadline);
        long now = time.millis();
        for (int i = 0; i < physical.size(); i++) {
            ItemOutcome<byte[]> entry = got.get(i);
            byte[] raw = entry.result();
            if (store.isFailed(operation, null, entry)) {
                seen.add(Seen.degraded());
            } else if (raw == null) {
                seen.add(Seen.none());
            } else if (!isAlive(raw, marks.cache())) {
                seen.add(Seen.valueless(Verdict.DEAD, raw));
            } else if (!Envelope.isTagged(raw)) {
                seen.add(judgeTime(raw, now));
            } else if (current == null) {
                seen.add(Seen.degraded());
            } else {
                seen.add(hasTags(raw, current) ? judgeTime(raw, now) : Seen.valueless(Verdict.DEAD, raw));
            }
        }
        for (int i = 0; i < tickets.size(); i++) {
            Seen<V> each = seen.get(i);
            keep(physical.get(i), tickets.get(i), each);
            if (each.verdict() != Verdict.HIT && each.verdict() != Verdict.DEGRADED) {
                seen.set(i, each.with(marks, tickets.get(i)));
            }
        }
        return new Glance<>(seen, marks, got.subList(end, asked.size()));
    }

    private NearCache.@Nullable Ticket ticket(String physical) {
        return near == null ? null : near.ticket(physical);
    }

    private List<NearCache.@Nullable Ticket> tickets(List<String> physical) {
        Near<V> kept = near;
        return kept == null ? List.of() : physical.stream().map(kept::ticket).toList();
    }

    private void keep(String physical, NearCache.@Nullable Ticket ticket, Seen<V> seen) {
        if (near != null) {
            near.read(physical, ticket, seen);
        }
    }

    /** The value that may stand in for a loader that failed, null when there is none. */
    @Nullable
    V fallback(Seen<V> seen, long maxStale) {
        if (seen.hasValue()) {
            return seen.value();
        }
        byte[] raw = seen.raw();
        if (seen.verdict() != Verdict.PAST || raw == null) {
            return null;
        }
        if (time.millis() >= Lifetimes.plus(Envelope.freshUntil(raw), maxStale)) {
            return null;
        }
        return decode(raw);
    }

    CacheResult<V> result(Seen<V> seen) {
        byte[] raw = seen.raw();
        V value = seen.value();
        if (seen.verdict() == Verdict.DEGRADED) {
            return CacheResult.none(CacheStatus.DEGRADED);
        }
        if (raw == null || !seen.isAnswer()) {
            return CacheResult.none(CacheStatus.MISS);
        }
        long now = time.millis();
        Duration age = Duration.ofMillis(Math.max(0, now - Envelope.writtenAt(raw)));
        long end = Envelope.freshUntil(raw);
        Duration remaining = Duration.ofMillis(Math.max(0, end - now));
        if (value == null) {
            return CacheResult.negative(age, remaining);
        }
        return CacheResult.found(
                seen.verdict() == Verdict.HIT ? CacheStatus.HIT : CacheStatus.STALE,
                value,
                age,
                end == Lifetimes.NEVER ? null : remaining,
                Envelope.version(raw));
    }

    private Seen<V> judge(
            String operation, String key, byte @Nullable [] raw, long marker, Policy policy, Deadline deadline)
            throws Exception {
        if (raw == null) {
            return Seen.none();
        }
        if (!isAlive(raw, marker)) {
            return Seen.valueless(Verdict.DEAD, raw);
        }
        if (Envelope.isTagged(raw)) {
            Map<String, Long> current = current(operation, key, Envelope.tags(raw), policy, deadline);
            if (current == null) {
                return Seen.degraded();
            }
            if (!hasTags(raw, current)) {
                return Seen.valueless(Verdict.DEAD, raw);
            }
        }
        return judgeTime(raw, time.millis());
    }

    /** Whether the entry can be understood and was not cleared. */
    private boolean isAlive(byte[] raw, long marker) {
        if (!Envelope.isReadable(raw)) {
            stats.undecodable.increment();
            return false;
        }
        return marker != 0 && marker == Envelope.cacheMarker(raw);
    }

    private static boolean hasTags(byte[] raw, Map<String, Long> current) {
        for (Envelope.TagMark mark : Envelope.tags(raw)) {
            Long now = current.get(mark.tag());
            if (now == null || now == 0 || now != mark.marker()) {
                return false;
            }
        }
        return true;
    }

    private Seen<V> judgeTime(byte[] raw, long now) {
        boolean negative = Envelope.isNegative(raw);
        if (now >= Envelope.freshUntil(raw)) {
            return Seen.valueless(negative ? Verdict.DEAD : Verdict.PAST, raw);
        }
        if (negative) {
            return Seen.valueless(Verdict.NEGATIVE, raw);
        }
        V value = decode(raw);
        if (value == null) {
            return Seen.valueless(Verdict.DEAD, raw);
        }
        return Seen.value(now >= Envelope.softAt(raw) ? Verdict.STALE : Verdict.HIT, value, raw);
    }

    /** The value, null (and counted) when this program cannot decode it: written by another version, or not by us. */
    private @Nullable V decode(byte[] raw) {
        V value = encoding.tryDecode(raw);
        if (value == null) {
            stats.undecodable.increment();
        }
        return value;
    }

    /** The current markers of all tags of the living entries, null when the store cannot be asked. */
    private @Nullable Map<String, Long> tagsOf(
            String operation, List<ItemOutcome<byte[]>> entries, long marker, Deadline deadline) throws Exception {
        List<Envelope.TagMark> tags = new ArrayList<>();
        for (ItemOutcome<byte[]> entry : entries) {
            byte[] raw = entry.result();
            if (raw != null
                    && Envelope.isReadable(raw)
                    && Envelope.isTagged(raw)
                    && marker == Envelope.cacheMarker(raw)) {
                tags.addAll(Envelope.tags(raw));
            }
        }
        return tags.isEmpty() ? Map.of() : current(operation, null, tags, Policy.SETTINGS, deadline);
    }

    private boolean isAnyFailed(String operation, List<ItemOutcome<byte[]>> outcomes) {
        for (ItemOutcome<byte[]> outcome : outcomes) {
            if (store.isFailed(operation, null, outcome)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable List<ItemOutcome<byte[]>> read(
            String operation, @Nullable String key, List<String> asked, Policy policy, Deadline deadline)
            throws Exception {
        return policy == Policy.STRICT
                ? store.readStrictly(operation, key, asked, deadline)
                : store.read(operation, key, asked, deadline);
    }

    private @Nullable Map<String, Long> current(
            String operation, @Nullable String key, List<Envelope.TagMark> marks, Policy policy, Deadline deadline)
            throws Exception {
        Set<String> tags = new LinkedHashSet<>();
        for (Envelope.TagMark mark : marks) {
            tags.add(mark.tag());
        }
        List<String> asked = new ArrayList<>(tags.size());
        for (String tag : tags) {
            asked.add(keys.tagMarker(tag));
        }
        List<ItemOutcome<byte[]>> got = read(operation, key, asked, policy, deadline);
        if (got == null) {
            return null;
        }
        Map<String, Long> current = new HashMap<>();
        int i = 0;
        for (String tag : tags) {
            ItemOutcome<byte[]> outcome = got.get(i++);
            if (store.isFailed(operation, key, outcome)) {
                return null;
            }
            current.put(tag, Markers.value(outcome.result()));
        }
        return current;
    }
}
