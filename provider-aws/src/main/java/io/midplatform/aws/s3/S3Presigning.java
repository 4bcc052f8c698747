package io.midplatform.aws.s3;

import io.midplatform.aws.session.AwsSession;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.SignedRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs requests for others to send; no request of its own, but for credentials that have to be fetched. */
final class S3Presigning implements AutoCloseable {
    private final S3Presigner presigner;
    private final AwsSession session;

    private S3Presigning(S3Presigner presigner, AwsSession session) {
        this.presigner = presigner;
        this.session = session;
    }

    static S3Presigning of(AwsSession session, S3Settings settings) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .credentialsProvider(session.credentials())
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.isPathStyle())
                        .build());
        session.region().ifPresent(builder::region);
        settings.endpoint().ifPresent(builder::endpointOverride);
        return new S3Presigning(builder.build(), session);
    }

    SignedRequest read(GetObjectRequest request, Duration ttl, Deadline deadline)
            throws InterruptedException, TimeoutException {
        session.awaitCredentials(deadline);
        return signed(
                presigner.presignGetObject(get -> get.getObjectRequest(request).signatureDuration(ttl)));
    }

    SignedRequest put(PutObjectRequest request, Duration ttl, Deadline deadline)
            throws InterruptedException, TimeoutException {
        session.awaitCredentials(deadline);
        return signed(
                presigner.presignPutObject(put -> put.putObjectRequest(request).signatureDuration(ttl)));
    }

    private SignedRequest signed(PresignedRequest signed) {
        Map<String, String> headers = new HashMap<>();
        signed.signedHeaders().forEach((name, values) -> headers.put(name, value(values)));
        headers.keySet().removeIf("host"::equalsIgnoreCase);
        try {
            URI uri = signed.url().toURI();
            return new SignedRequest(signed.httpRequest().method().name(), uri, headers, end(signed.expiration()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the SDK signed an address that is none", e);
        }
    }

    private static String value(List<String> values) {
        return String.join(",", values);
    }

    /** A signature ends with the credentials that made it. */
    private Instant end(Instant asked) {
        AwsCredentials signer = session.credentials().resolveCredentials();
        return signer.expirationTime().filter(asked::isAfter).orElse(asked);
    }

    @Override
    public void close() {
        presigner.close();
    }
}
