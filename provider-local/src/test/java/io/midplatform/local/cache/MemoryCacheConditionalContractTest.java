package io.midplatform.local.cache;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheConditionalSuite;
import io.midplatform.testkit.cache.CacheHost;
import java.util.function.UnaryOperator;

class MemoryCacheConditionalContractTest extends CacheConditionalSuite {
    @Override
    protected CacheHost open(TestTime on, UnaryOperator<CacheDriver> wrapping) {
        return new MemoryCacheHost(on, wrapping);
    }
}
