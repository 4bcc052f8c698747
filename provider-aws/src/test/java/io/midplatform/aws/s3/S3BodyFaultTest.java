package io.midplatform.aws.s3;

import io.midplatform.cloudtests.BodyFaultSuite;
import io.midplatform.cloudtests.HttpFake.Reply;
import java.util.Map;

/** The bytes of objects in S3 on their way. */
class S3BodyFaultTest extends BodyFaultSuite {
    S3BodyFaultTest() {
        super(new S3Wire());
    }

    @Override
    protected Reply changed() {
        return S3Wire.error(412, "PreconditionFailed");
    }

    @Override
    protected Reply missing() {
        return S3Wire.error(404, "NoSuchKey");
    }

    @Override
    protected Reply busy() {
        return S3Wire.error(503, "SlowDown");
    }

    @Override
    protected Map<String, String> wrongChecksum() {
        return Map.of("x-amz-checksum-crc32c", "AAAAAA==");
    }
}
