package io.midplatform.azure.blob;

import io.midplatform.cloudtests.BodyFaultSuite;
import io.midplatform.cloudtests.HttpFake.Reply;
import java.util.Map;

/** The bytes of blobs on their way. */
class BlobBodyFaultTest extends BodyFaultSuite {
    BlobBodyFaultTest() {
        super(new CannedBlob());
    }

    @Override
    protected Reply changed() {
        return CannedBlob.error(412, "ConditionNotMet");
    }

    @Override
    protected Reply missing() {
        return CannedBlob.error(404, "BlobNotFound");
    }

    @Override
    protected Reply busy() {
        return CannedBlob.error(503, "ServerBusy");
    }

    @Override
    protected Map<String, String> wrongChecksum() {
        return Map.of("x-ms-meta-mp_crc32c", "00000000-10");
    }
}
