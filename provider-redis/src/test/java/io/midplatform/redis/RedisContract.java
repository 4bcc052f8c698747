package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.redis.testing.RedisTime;
import io.midplatform.redis.testing.Resp;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheBulkLoadingSuite;
import io.midplatform.testkit.cache.CacheCodecSuite;
import io.midplatform.testkit.cache.CacheConditionalSuite;
import io.midplatform.testkit.cache.CacheErrorSuite;
import io.midplatform.testkit.cache.CacheExpirySuite;
import io.midplatform.testkit.cache.CacheFailureSuite;
import io.midplatform.testkit.cache.CacheFeatureSuite;
import io.midplatform.testkit.cache.CacheHostileSuite;
import io.midplatform.testkit.cache.CacheInvalidationSuite;
import io.midplatform.testkit.cache.CacheLimitSuite;
import io.midplatform.testkit.cache.CacheLoadingSuite;
import io.midplatform.testkit.cache.CacheNegativeSuite;
import io.midplatform.testkit.cache.CacheReadingSuite;
import io.midplatform.testkit.cache.CacheSingleFlightSuite;
import io.midplatform.testkit.cache.CacheStaleSuite;
import io.midplatform.testkit.cache.CacheStatsSuite;
import io.midplatform.testkit.cache.CacheTagSuite;
import io.midplatform.testkit.cache.CacheWritingSuite;
import io.midplatform.testkit.cache.CounterSuite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract suites on one server, whose keys end on the time of the test. */
abstract class RedisContract {
    /** The settings that choose the server. */
    abstract Map<String, String> settings();

    /** Connections of the fixtures to all nodes that take writes. */
    abstract List<Resp> masters();

    private boolean following;

    /** The same, when the server's keys follow the time of the test. */
    final Map<String, String> settings(TestTime time) {
        if (!following) {
            following = true;
            RedisTime.follow(time, this::masters);
        }
        return settings();
    }

    @BeforeEach
    void clear() {
        for (Resp master : masters()) {
            try (master) {
                master.call("FLUSHALL");
            }
        }
    }

    @Nested
    class Reading extends CacheReadingSuite {
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
    class Writing extends CacheWritingSuite {
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
    class Conditional extends CacheConditionalSuite {
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
    class Limit extends CacheLimitSuite {
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
    class Loading extends CacheLoadingSuite {
        @Override
        protected Map<String, String> provider() {
            return settings(time);
        }

        @Override
        protected CacheDriver wrap(CacheDriver driver) {
            return super.wrap(RedisTime.longLived(driver));
        }

        /**
         * The load takes longer than the call may: a store that is asked over a network then has no time left to write it back. With time left it
         * is kept for its whole life.
         */
        @Test
        @Override
        protected void loaded_ttlStartsAfterTheLoad() {
            Cache<String> cache = cache("ttl", "10s", "jitter", "0", "timeout", "5m");
            cache.get("a", key -> {
                time.advance(Duration.ofSeconds(60));
                return "1";
            });
            assertThat(cache.lookup("a").remaining()).contains(Duration.ofSeconds(10));
        }
    }

    @Nested
    class SingleFlight extends CacheSingleFlightSuite {
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
    class Invalidation extends CacheInvalidationSuite {
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
    class BulkLoading extends CacheBulkLoadingSuite {
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
    class Expiry extends CacheExpirySuite {
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
    class Stale extends CacheStaleSuite {
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
    class Negative extends CacheNegativeSuite {
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
    class Tag extends CacheTagSuite {
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
    class Failure extends CacheFailureSuite {
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
    class Errors extends CacheErrorSuite {
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
    class Codec extends CacheCodecSuite {
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
    class Hostile extends CacheHostileSuite {
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
    class Stats extends CacheStatsSuite {
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
    class Feature extends CacheFeatureSuite {
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
    class Counting extends CounterSuite {
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
