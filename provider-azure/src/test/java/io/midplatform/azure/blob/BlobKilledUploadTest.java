package io.midplatform.azure.blob;

import io.midplatform.cloudtests.KilledUploadSuite;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upload of a blob whose process is killed. */
class BlobKilledUploadTest extends KilledUploadSuite {
    @RegisterExtension
    static final BlobBackend BLOB = new BlobBackend();

    @Override
    protected Map<String, String> provider() {
        return BLOB.provider();
    }
}
