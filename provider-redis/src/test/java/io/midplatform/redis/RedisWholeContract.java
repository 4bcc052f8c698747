package io.midplatform.redis;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.redis.testing.RedisTime;
import io.midplatform.testkit.cache.CacheBulkLeaseSuite;
import io.midplatform.testkit.cache.CacheCompressionSuite;
import io.midplatform.testkit.cache.CacheEagerRefreshSuite;
import io.midplatform.testkit.cache.CacheLeaseSuite;
import io.midplatform.testkit.cache.CacheLeaseTroubleSuite;
import io.midplatform.testkit.cache.CacheNearSuite;
import io.midplatform.testkit.cache.CacheNearTroubleSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Further suites: what processes do for each other, and what they do with entries on the way. */
abstract class RedisWholeContract extends RedisContract {
    @Nested
    class Near extends CacheNearSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }

        @Override
        protected boolean noticesAreHeardAtOnce() {
            return false;
        }
    }

    @Nested
    class NearTrouble extends CacheNearTroubleSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }

        @Override
        protected boolean noticesAreHeardAtOnce() {
            return false;
        }
    }

    @Nested
    class Lease extends CacheLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }
    }

    @Nested
    class LeaseTrouble extends CacheLeaseTroubleSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }
    }

    @Nested
    class BulkLease extends CacheBulkLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }
    }

    @Nested
    class EagerRefresh extends CacheEagerRefreshSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }
    }

    @Nested
    class Compression extends CacheCompressionSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }
    }
}
