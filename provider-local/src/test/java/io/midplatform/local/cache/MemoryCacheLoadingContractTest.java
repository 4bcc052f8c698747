package io.midplatform.local.cache;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheHost;
import io.midplatform.testkit.cache.CacheLoadingSuite;
import java.util.function.UnaryOperator;

class MemoryCacheLoadingContractTest extends CacheLoadingSuite {
    @Override
    protected CacheHost open(TestTime on, UnaryOperator<CacheDriver> wrapping) {
        return new MemoryCacheHost(on, wrapping);
    }
}
