package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever moment a process is killed: entries, counters and invalidated tags that were confirmed are there afterwards. More rounds:
 * {@code -Dmidplatform.crash.rounds=1000}.
 */
@SuppressWarnings("try") // waiting for a killed child may be interrupted, which fails the test
class CacheCrashTest {
    private static final int ROUNDS = Integer.getInteger("midplatform.crash.rounds", 4);
    private static final long VERSIONS_PER_ROUND = 100_000_000L;
    private static final long ABSENT = 0;

    /** For each key what it may hold: one version, or more while writes were under way. */
    private final Map<String, Set<Long>> entries = new HashMap<>();

    private long counted;
    private long tried;
    private long confirmed;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES) // for many rounds; four take ten seconds at most
    void kill_atAnyMoment_losesNothingAndBringsNothingBack() throws Exception {
        Random random = new Random();
        for (int round = 1; round <= ROUNDS; round++) {
            run(round, round % 2 == 0 ? "full" : "process", random);
            check();
        }
        assertThat(confirmed).as("confirmed operations").isGreaterThan(ROUNDS * 10L);
    }

    private void run(int round, String durability, Random random) throws Exception {
        List<String> options = List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        try (ChildJvm child = ChildJvm.start(
                options,
                CacheCrashChild.class,
                folder.toString(),
                durability,
                Long.toString(round * VERSIONS_PER_ROUND))) {
            read(child, 50 + random.nextInt(3_000));
            child.kill();
            read(child, Integer.MAX_VALUE);
            assertThat(child.exitCode()).as("killed by us").isEqualTo(128 + 9);
        }
    }

    private void read(ChildJvm child, int most) throws IOException {
        for (int i = 0; i < most; i++) {
            String line = child.line();
            if (line == null) {
                return;
            }
            note(line.split(" ", -1));
        }
    }

    private void note(String[] said) {
        switch (said[0]) {
            case "TRY-COUNT" -> tried++;
            case "COUNTED" -> counted = Long.parseLong(said[1]);
            case "TRY-PUT" -> allowed(said[1]).add(Long.valueOf(said[2]));
            case "PUT" -> allowed(said[1]).retainAll(Set.of(Long.valueOf(said[2])));
            case "TRY-DROP" -> ofTag(said[1]).forEach(key -> allowed(key).add(ABSENT));
            case "DROPPED" -> ofTag(said[1]).forEach(key -> allowed(key).retainAll(Set.of(ABSENT)));
            default -> throw new AssertionError(said[0]);
        }
        confirmed += said[0].startsWith("TRY") ? 0 : 1;
    }

    private Set<Long> allowed(String key) {
        return entries.computeIfAbsent(key, k -> new HashSet<>(Set.of(ABSENT)));
    }

    private static List<String> ofTag(String tag) {
        return IntStream.range(0, CacheCrashChild.KEYS)
                .mapToObj(i -> tag + "-" + i)
                .toList();
    }

    private void check() {
        try (Platform platform = CacheCrashChild.platform(folder.toString(), "process")) {
            Cache<String> cache = platform.cache("crash", String.class);
            entries.forEach((key, allowed) -> {
                long version = cache.find(key).map(Long::valueOf).orElse(ABSENT);
                assertThat(allowed).as(key).contains(version);
                allowed.retainAll(Set.of(version)); // decided from here on
            });
            long n = platform.counters("crashes").get("n");
            assertThat(n).isBetween(counted, tried);
            counted = n;
            tried = n;
        }
    }
}
