package io.midplatform.aws.session;

import io.midplatform.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Who calls: the settings of credentials as one source of the SDK's, and what must be closed with it, last first. */
record AwsIdentity(AwsCredentialsProvider provider, List<SdkAutoCloseable> owned) implements AutoCloseable {
    static AwsIdentity of(AwsCredentials who, SdkHttpClient http, @Nullable Region region) {
        if (who.roleArn().isEmpty()) {
            return base(who);
        }
        return AwsArtifact.needed("sts", "the setting 'role-arn'", () -> AwsRole.of(who, http, region));
    }

    /** What the others are, without a role. */
    static AwsIdentity base(AwsCredentials who) {
        if (who.accessKeyId().isPresent()) {
            return new AwsIdentity(StaticCredentialsProvider.create(keys(who)), List.of());
        }
        if (who.profile().isPresent()) {
            // read again when the files change: tools renew temporary credentials there
            ProfileCredentialsProvider profile = ProfileCredentialsProvider.builder()
                    .profileName(who.profile().get())
                    .profileFile(ProfileFileSupplier.defaultSupplier())
                    .build();
            return new AwsIdentity(profile, List.of(profile));
        }
        DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder()
                .profileFile(ProfileFileSupplier.defaultSupplier())
                .build();
        return new AwsIdentity(chain, List.of(chain));
    }

    private static software.amazon.awssdk.auth.credentials.AwsCredentials keys(AwsCredentials who) {
        String id = who.accessKeyId().orElseThrow();
        String secret = who.secretAccessKey().map(Secret::reveal).orElseThrow();
        return who.sessionToken()
                .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(
                        token -> AwsSessionCredentials.create(id, secret, token.reveal()))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret));
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }
}
