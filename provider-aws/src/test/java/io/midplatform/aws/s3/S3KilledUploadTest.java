package io.midplatform.aws.s3;

import io.midplatform.aws.testing.S3MockServer;
import io.midplatform.cloudtests.KilledUploadSuite;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upload to S3 whose process is killed. */
class S3KilledUploadTest extends KilledUploadSuite {
    @RegisterExtension
    static final S3Backend S3 = S3Backend.of("S3Mock", "aws", S3MockServer::endpoint);

    @Override
    protected Map<String, String> provider() {
        return S3.provider();
    }
}
