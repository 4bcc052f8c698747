package io.midplatform.local.cache;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheHost;
import io.midplatform.testkit.cache.CacheReadingSuite;
import java.util.function.UnaryOperator;

class MemoryCacheReadingContractTest extends CacheReadingSuite {
    @Override
    protected CacheHost open(TestTime on, UnaryOperator<CacheDriver> wrapping) {
        return new MemoryCacheHost(on, wrapping);
    }
}
