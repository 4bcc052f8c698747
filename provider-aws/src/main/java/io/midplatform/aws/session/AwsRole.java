package io.midplatform.aws.session;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Roles, by what the other credentials are or by a token; the one class that needs the SDK of STS. */
final class AwsRole {
    private AwsRole() {}

    static AwsIdentity of(AwsCredentials who, SdkHttpClient http, @Nullable Region region) {
        return who.webIdentityTokenFile()
                .map(file -> byToken(who, file, client(who, http, region, AnonymousCredentialsProvider.create())))
                .orElseGet(() -> assumed(who, http, region));
    }

    private static AwsIdentity byToken(AwsCredentials who, Path file, StsClient sts) {
        StsWebIdentityTokenFileCredentialsProvider provider = StsWebIdentityTokenFileCredentialsProvider.builder()
                .stsClient(sts)
                .roleArn(who.roleArn().orElseThrow())
                .roleSessionName(who.roleSessionName())
                .webIdentityTokenFile(file)
                .build();
        RoleCredentials detached = new RoleCredentials(() -> readable(provider, file));
        return new AwsIdentity(detached, List.of(sts, provider, detached));
    }

    private static software.amazon.awssdk.auth.credentials.AwsCredentials readable(
            AwsCredentialsProvider provider, Path file) {
        try {
            return provider.resolveCredentials();
        } catch (UncheckedIOException e) {
            throw new DriverException(
                    Failure.of(ErrorCode.UNAUTHENTICATED, "the token in " + file + " cannot be read.")
                            .advice("Correct web-identity-token-file, or have the file made."),
                    e);
        }
    }

    private static AwsIdentity assumed(AwsCredentials who, SdkHttpClient http, @Nullable Region region) {
        AwsIdentity base = AwsIdentity.base(who);
        StsClient sts = client(who, http, region, base.provider());
        StsAssumeRoleCredentialsProvider provider = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> {
                    request.roleArn(who.roleArn().orElseThrow()).roleSessionName(who.roleSessionName());
                    who.externalId().ifPresent(request::externalId);
                })
                .build();
        List<SdkAutoCloseable> owned = new ArrayList<>(base.owned());
        owned.add(sts);
        owned.add(provider);
        RoleCredentials detached = new RoleCredentials(provider);
        owned.add(detached);
        return new AwsIdentity(detached, List.copyOf(owned));
    }

    private static StsClient client(
            AwsCredentials who, SdkHttpClient http, @Nullable Region region, AwsCredentialsProvider caller) {
        StsClientBuilder builder = StsClient.builder().httpClient(http).credentialsProvider(caller);
        if (region != null) {
            builder.region(region);
        }
        who.stsEndpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
