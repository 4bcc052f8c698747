package io.midplatform.local.config;

import io.midplatform.config.Config;
import io.midplatform.testkit.config.ConfigFeatureSuite;
import java.util.Map;

class MemoryConfigFeatureContractTest extends ConfigFeatureSuite {
    @Override
    protected Map<String, String> provider() {
        return MemoryConfig.PROVIDER;
    }

    @Override
    protected void write(Config config, Map<String, String> values) {
        MemoryConfig.write(config, values);
    }
}
