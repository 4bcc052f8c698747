package io.midplatform.local.cache;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheErrorSuite;
import io.midplatform.testkit.cache.CacheHost;
import java.util.function.UnaryOperator;

class MemoryCacheErrorContractTest extends CacheErrorSuite {
    @Override
    protected CacheHost open(TestTime on, UnaryOperator<CacheDriver> wrapping) {
        return new MemoryCacheHost(on, wrapping);
    }
}
