package io.midplatform.local.disk;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.Counters;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/** Caches and counts for ever and says on its output what it tries and what is confirmed. Its parent kills it. */
final class CacheCrashChild {
    static final int KEYS = 8;
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private CacheCrashChild() {}

    static Platform platform(String folder, String durability) {
        return Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.providers.local.mode",
                        "disk",
                        "midplatform.providers.local.path",
                        folder,
                        "midplatform.providers.local.durability",
                        durability,
                        "midplatform.cache.crash.ttl",
                        "1d"))
                .build();
    }

    /** Arguments: the folder, the durability, the first version to write. */
    @SuppressWarnings("resource") // it is killed
    public static void main(String[] arguments) {
        Platform platform = platform(arguments[0], arguments[1]);
        Cache<String> cache = platform.cache("crash", String.class);
        Counters counters = platform.counters("crashes");
        long first = Long.parseLong(arguments[2]);
        run(new Work() {
            @Override
            public void once() throws IOException {
                say("TRY-COUNT");
                say("COUNTED " + counters.increment("n"));
            }
        });
        for (int i = 0; i < 2; i++) {
            String own = "t" + i;
            run(new Work() {
                private final Random random = new Random();
                private long version = first;

                @Override
                public void once() throws IOException {
                    if (random.nextInt(20) == 0) {
                        say("TRY-DROP " + own);
                        cache.invalidateTag(own);
                        say("DROPPED " + own);
                        return;
                    }
                    String key = own + "-" + random.nextInt(KEYS);
                    version++;
                    say("TRY-PUT " + key + " " + version);
                    cache.put(
                            key,
                            Long.toString(version),
                            CachePutOptions.defaults().tags(own));
                    say("PUT " + key + " " + version);
                }
            });
        }
    }

    private interface Work {
        void once() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    work.once();
                }
            } catch (IOException | RuntimeException e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(3);
            }
        });
        thread.start();
    }

    /** One write a line: a kill cuts between lines, or leaves one without its end. */
    private static synchronized void say(String line) throws IOException {
        OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
