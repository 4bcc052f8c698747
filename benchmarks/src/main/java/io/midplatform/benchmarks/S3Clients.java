package io.midplatform.benchmarks;

import io.midplatform.Platform;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The clients that are compared, all with the settings that ours has by default. */
final class S3Clients {
    static final String BUCKET = "bucket";

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "not-a-secret"));

    private S3Clients() {}

    /** As our defaults: 30 seconds a call, four attempts. */
    private static ClientOverrideConfiguration overrides() {
        return ClientOverrideConfiguration.builder()
                .apiCallTimeout(Duration.ofSeconds(30))
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(4)
                        .build())
                .build();
    }

    static S3Client raw(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .forcePathStyle(true)
                .overrideConfiguration(overrides())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                .build();
    }

    /** What TransferManager runs on. */
    static S3AsyncClient multipart(URI endpoint) {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .multipartEnabled(true)
                .build();
    }

    static Platform platform(URI endpoint) {
        return Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.provider", "aws",
                        "midplatform.providers.aws.region", "us-east-1",
                        "midplatform.providers.aws.endpoint", endpoint.toString(),
                        "midplatform.providers.aws.path-style", "true",
                        "midplatform.providers.aws.credentials.access-key-id", "any",
                        "midplatform.providers.aws.credentials.secret-access-key", "not-a-secret"))
                .build();
    }
}
