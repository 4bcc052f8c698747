package io.midplatform.local.config;

import io.midplatform.config.Config;
import io.midplatform.testkit.config.ConfigErrorSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FolderConfigErrorContractTest extends ConfigErrorSuite {
    @TempDir
    Path folder;

    @BeforeEach
    void startEmpty() throws IOException {
        FileConfig.writeFolder(folder, Map.of());
    }

    @Override
    protected Map<String, String> provider() {
        return FileConfig.folder(folder);
    }

    @Override
    protected void write(Config config, Map<String, String> values) throws IOException {
        FileConfig.writeFolder(folder, values);
    }
}
