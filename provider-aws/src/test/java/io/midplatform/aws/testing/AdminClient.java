package io.midplatform.aws.testing;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** The SDK's own client, with which a suite writes what the provider under test reads. */
public final class AdminClient {
    private AdminClient() {}

    /** A client of the backend; the caller closes it. */
    public static <C, B extends AwsClientBuilder<B, C>> C of(Backend backend, B builder) {
        builder.region(Region.of(backend.region()));
        backend.endpoint().ifPresent(builder::endpointOverride);
        backend.accessKeyId()
                .ifPresent(id -> builder.credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(id, backend.secretAccessKey().orElseThrow()))));
        return builder.build();
    }
}
