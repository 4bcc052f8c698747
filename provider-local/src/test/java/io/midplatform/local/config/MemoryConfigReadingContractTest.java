package io.midplatform.local.config;

import io.midplatform.config.Config;
import io.midplatform.testkit.config.ConfigReadingSuite;
import java.util.Map;

class MemoryConfigReadingContractTest extends ConfigReadingSuite {
    @Override
    protected Map<String, String> provider() {
        return MemoryConfig.PROVIDER;
    }

    @Override
    protected void write(Config config, Map<String, String> values) {
        MemoryConfig.write(config, values);
    }
}
