package io.midplatform.local.cache;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheHost;
import io.midplatform.testkit.cache.CacheStatsSuite;
import java.util.function.UnaryOperator;

class MemoryCacheStatsContractTest extends CacheStatsSuite {
    @Override
    protected CacheHost open(TestTime on, UnaryOperator<CacheDriver> wrapping) {
        return new MemoryCacheHost(on, wrapping);
    }
}
