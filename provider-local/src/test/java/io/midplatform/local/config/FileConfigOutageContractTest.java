package io.midplatform.local.config;

import io.midplatform.config.Config;
import io.midplatform.testkit.config.ConfigOutageSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FileConfigOutageContractTest extends ConfigOutageSuite {
    @TempDir
    Path folder;

    @BeforeEach
    void startEmpty() throws IOException {
        FileConfig.writeProperties(folder.resolve("values.properties"), Map.of());
    }

    @Override
    protected Map<String, String> provider() {
        return FileConfig.file(folder.resolve("values.properties"));
    }

    @Override
    protected void write(Config config, Map<String, String> values) throws IOException {
        FileConfig.writeProperties(folder.resolve("values.properties"), values);
    }
}
