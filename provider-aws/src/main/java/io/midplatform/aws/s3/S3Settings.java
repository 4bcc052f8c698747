package io.midplatform.aws.s3;

import io.midplatform.aws.session.AwsCredentials;
import io.midplatform.aws.session.AwsHttp;
import io.midplatform.aws.session.AwsRetry;
import io.midplatform.config.Default;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of a bucket on S3.
 *
 * @param region the region; the SDK's own chain decides if absent
 * @param endpoint where the service is, for anything but AWS's own
 * @param credentials who calls
 * @param http the HTTP client
 * @param retry how often what failed is tried
 * @param bucket the bucket's name; the logical name if not set
 * @param create whether to make the bucket if it is missing
 * @param pathStyle whether the bucket is part of the path in place of the host name
 * @param compat for stores that are not S3 itself
 * @param encryption how objects are encrypted at rest; as the bucket says if not set
 * @param kmsKey the key for {@code encryption: kms}
 * @param storageClass the storage class of what is written, such as {@code STANDARD_IA}
 */
public record S3Settings(
        Optional<String> region,
        Optional<URI> endpoint,
        AwsCredentials credentials,
        AwsHttp http,
        AwsRetry retry,
        Optional<String> bucket,
        @Default("false") boolean create,
        Optional<Boolean> pathStyle,
        @Default("aws") Compat compat,
        Optional<Encryption> encryption,
        Optional<String> kmsKey,
        Optional<String> storageClass) {
    /** Whose S3 it is. */
    public enum Compat {
        /** Amazon's. */
        AWS,
        /**
         * Another store with the same protocol, of which only the common part is counted on: path style, checksums only where they are required, no
         * tags, no conditional delete, and conditional copies through this process.
         */
        GENERIC_S3
    }

    /** Encryption at rest. */
    public enum Encryption {
        /** With keys that S3 manages (SSE-S3). */
        S3,
        /** With keys of KMS (SSE-KMS). */
        KMS
    }

    /** Checks that what belongs together is there. */
    public S3Settings {
        if (kmsKey.isPresent() && encryption.filter(e -> e == Encryption.KMS).isEmpty()) {
            throw new IllegalArgumentException("kms-key needs encryption: kms");
        }
        String wrong = compat == Compat.AWS ? bucket.map(S3BucketName::reject).orElse(null) : null;
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
    }

    boolean isPathStyle() {
        return pathStyle.orElse(compat == Compat.GENERIC_S3);
    }
}
