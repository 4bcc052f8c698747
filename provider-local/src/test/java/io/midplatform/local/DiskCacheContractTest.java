package io.midplatform.local;

import io.midplatform.testkit.cache.CacheBulkLeaseSuite;
import io.midplatform.testkit.cache.CacheBulkLoadingSuite;
import io.midplatform.testkit.cache.CacheCodecSuite;
import io.midplatform.testkit.cache.CacheCompressionSuite;
import io.midplatform.testkit.cache.CacheConditionalSuite;
import io.midplatform.testkit.cache.CacheEagerRefreshSuite;
import io.midplatform.testkit.cache.CacheErrorSuite;
import io.midplatform.testkit.cache.CacheExpirySuite;
import io.midplatform.testkit.cache.CacheFailureSuite;
import io.midplatform.testkit.cache.CacheFeatureSuite;
import io.midplatform.testkit.cache.CacheHostileSuite;
import io.midplatform.testkit.cache.CacheInvalidationSuite;
import io.midplatform.testkit.cache.CacheLeaseSuite;
import io.midplatform.testkit.cache.CacheLeaseTroubleSuite;
import io.midplatform.testkit.cache.CacheLimitSuite;
import io.midplatform.testkit.cache.CacheLoadingSuite;
import io.midplatform.testkit.cache.CacheNearSuite;
import io.midplatform.testkit.cache.CacheNearTroubleSuite;
import io.midplatform.testkit.cache.CacheNegativeSuite;
import io.midplatform.testkit.cache.CacheReadingSuite;
import io.midplatform.testkit.cache.CacheSingleFlightSuite;
import io.midplatform.testkit.cache.CacheStaleSuite;
import io.midplatform.testkit.cache.CacheStatsSuite;
import io.midplatform.testkit.cache.CacheTagSuite;
import io.midplatform.testkit.cache.CacheWritingSuite;
import io.midplatform.testkit.cache.CounterSuite;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Caches and counters on disk keep the contract. */
class DiskCacheContractTest {
    @TempDir
    static Path folders;

    private static Map<String, String> disk() {
        return DiskFolders.next(folders);
    }

    @Nested
    class Reading extends CacheReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Writing extends CacheWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Conditional extends CacheConditionalSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Limit extends CacheLimitSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Loading extends CacheLoadingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class SingleFlight extends CacheSingleFlightSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Invalidation extends CacheInvalidationSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class BulkLoading extends CacheBulkLoadingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Expiry extends CacheExpirySuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Stale extends CacheStaleSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Negative extends CacheNegativeSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Tag extends CacheTagSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Near extends CacheNearSuite {
        @Override
        protected long rounds() {
            return 3_000; // each is two commits
        }

        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Failure extends CacheFailureSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Errors extends CacheErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Codec extends CacheCodecSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Hostile extends CacheHostileSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Stats extends CacheStatsSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Feature extends CacheFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Counting extends CounterSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Lease extends CacheLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class LeaseTrouble extends CacheLeaseTroubleSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class BulkLease extends CacheBulkLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class EagerRefresh extends CacheEagerRefreshSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Compression extends CacheCompressionSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class NearTrouble extends CacheNearTroubleSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }
}
