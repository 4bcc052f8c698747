package io.midplatform.testkit.cache;

import io.midplatform.cache.Cache;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the suites about near caches share: caches that listen already, and waiting for notices. */
public abstract class NearCacheSuite extends CacheSuite {
    private static final String[] ON = {"near.max-entries", "1000"};

    NearCacheSuite() {}

    /**
     * Whether notices are heard before the write returns of which they tell, as in memory.
     *
     * @return false where they take their time
     */
    protected boolean noticesAreHeardAtOnce() {
        return true;
    }

    /**
     * How often the suite writes while others read, each time with a few requests.
     *
     * @return enough to meet a race, few enough for the time-out of tests
     */
    protected long rounds() {
        return noticesAreHeardAtOnce() ? 20_000 : 3_000;
    }

    final Cache<String> near(String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        Collections.addAll(settings, ON);
        return listening(cache(settings.toArray(String[]::new)));
    }

    final Cache<String> another() {
        return listening(cacheOfAnotherProcess(ON));
    }

    private Cache<String> listening(Cache<String> cache) {
        awaitNotices(); // being connected empties it
        return cache;
    }

    /** Waits until others have heard of what was written: does nothing where they have at once. */
    final void awaitNotices() {
        if (!noticesAreHeardAtOnce()) {
            driver().awaitNotices();
        }
    }
}
