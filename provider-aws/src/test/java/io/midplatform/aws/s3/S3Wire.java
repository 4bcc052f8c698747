package io.midplatform.aws.s3;

import io.midplatform.cloudtests.CannedBucket;
import io.midplatform.testkit.Planted;
import java.util.Map;

/** An S3 whose answers are written from the documented ones: what passes here is not verified against the service. */
final class S3Wire extends CannedBucket {
    S3Wire() {
        super("aws", "x-amz-request-id");
    }

    @Override
    protected Map<String, String> instance(Map<String, String> own) {
        return Map.of(
                "region", "us-east-1",
                "endpoint", endpoint().toString(),
                "path-style", "true",
                "credentials.access-key-id", "any",
                "credentials.secret-access-key", Planted.SECRET,
                "retry.backoff", "0s");
    }

    static Reply ok() {
        return ok("");
    }

    /** An error as S3 tells it, with further elements. */
    static Reply error(int status, String code, String... elements) {
        return status(status, Map.of("Content-Type", "application/xml"), errorBody(code, elements));
    }

    static String errorBody(String code, String... elements) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>canned</Message>"
                + String.join("", elements) + "<RequestId>wire-1</RequestId></Error>";
    }
}
