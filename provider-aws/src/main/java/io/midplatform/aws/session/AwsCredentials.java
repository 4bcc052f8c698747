package io.midplatform.aws.session;

import io.midplatform.Secret;
import io.midplatform.config.Default;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who calls AWS. Without any of these the SDK's default chain decides: system properties, environment, web identity, profile, container, instance.
 *
 * @param profile a profile of the AWS configuration files
 * @param accessKeyId a static key; needs {@code secret-access-key}
 * @param secretAccessKey its secret, such as {@code ${secret:aws/uploads}}
 * @param sessionToken the token of temporary credentials
 * @param roleArn a role to assume with what the others give
 * @param roleSessionName the name of the role's sessions
 * @param externalId what the role's owner asks for
 * @param webIdentityTokenFile a file with the token that {@code role-arn} is assumed with; read anew each time
 * @param stsEndpoint where roles are assumed, for anything but AWS's own STS
 */
public record AwsCredentials(
        Optional<String> profile,
        Optional<String> accessKeyId,
        Optional<Secret> secretAccessKey,
        Optional<Secret> sessionToken,
        Optional<String> roleArn,
        @Default("midplatform") String roleSessionName,
        Optional<String> externalId,
        Optional<Path> webIdentityTokenFile,
        Optional<URI> stsEndpoint) {
    /** Checks that what belongs together is there. */
    public AwsCredentials {
        if (accessKeyId.isPresent() != secretAccessKey.isPresent()) {
            throw new IllegalArgumentException("access-key-id and secret-access-key go together; set both or none");
        }
        if (sessionToken.isPresent() && accessKeyId.isEmpty()) {
            throw new IllegalArgumentException("session-token needs access-key-id and secret-access-key");
        }
        if (profile.isPresent() && accessKeyId.isPresent()) {
            throw new IllegalArgumentException("profile and access-key-id exclude each other; keep one");
        }
        if (webIdentityTokenFile.isPresent() && roleArn.isEmpty()) {
            throw new IllegalArgumentException("web-identity-token-file needs role-arn");
        }
        if (webIdentityTokenFile.isPresent() && (profile.isPresent() || accessKeyId.isPresent())) {
            throw new IllegalArgumentException(
                    "web-identity-token-file excludes profile and access-key-id; the token stands for them");
        }
        if (roleArn.isEmpty() && (externalId.isPresent() || stsEndpoint.isPresent())) {
            throw new IllegalArgumentException("external-id and sts-endpoint need role-arn");
        }
    }
}
