package io.midplatform.local.config;

import io.midplatform.config.Config;
import io.midplatform.testkit.config.ConfigOutageSuite;
import java.util.Map;

class MemoryConfigOutageContractTest extends ConfigOutageSuite {
    @Override
    protected Map<String, String> provider() {
        return MemoryConfig.PROVIDER;
    }

    @Override
    protected void write(Config config, Map<String, String> values) {
        MemoryConfig.write(config, values);
    }
}
