package io.midplatform.aws.s3;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.aws.session.AwsArtifact;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ProviderContext;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageLimits;
import io.midplatform.storage.spi.StorageProvider;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Buckets on S3, and on stores that speak its protocol. */
public final class S3StorageProvider implements StorageProvider {
    /** 5 TiB an object, 5 GiB a put or copy, 10,000 parts, 1,000 keys a delete or page, 2 KiB of metadata, 10 tags, 7 days of a signature: the S3 user guide, "Quotas". */
    private static final StorageLimits LIMITS = new StorageLimits(
            5L << 40, 5L << 30, 5L << 30, 8 << 20, 10_000, 1_000, 1_000, 2_048, 10, Duration.ofDays(7));

    private final Consumer<? super S3ClientBuilder> customizer;

    /** For the service loader. */
    public S3StorageProvider() {
        // of any type: a provider is made also where the SDK of S3 is excluded
        this((Consumer<Object>) S3StorageProvider::asItIs);
    }

    private static void asItIs(Object builder) {}

    /**
     * A provider whose clients are made a little differently; given to the platform's builder.
     *
     * @param customizer changes the client's builder, last of all
     */
    public S3StorageProvider(Consumer<? super S3ClientBuilder> customizer) {
        this.customizer = customizer;
    }

    @Override
    public String type() {
        return "aws";
    }

    @Override
    public Class<? extends Record> settings() {
        return S3Settings.class;
    }

    @Override
    public StorageCapabilities capabilities(ProviderContext context) {
        S3Settings settings = context.settings(S3Settings.class);
        bucket(context, settings); // told at load
        return capabilities(settings);
    }

    private static String bucket(ProviderContext context, S3Settings settings) {
        String bucket = settings.bucket().orElse(context.resource());
        String wrong = isGeneric(settings) ? null : S3BucketName.reject(bucket);
        if (wrong != null) {
            Failure failure = Failure.of(ErrorCode.CONFIGURATION, wrong + ".");
            throw new DriverException(failure.advice("Set the setting 'bucket' of the resource."), null);
        }
        return bucket;
    }

    private static boolean isGeneric(S3Settings settings) {
        return settings.compat() == S3Settings.Compat.GENERIC_S3;
    }

    static StorageCapabilities capabilities(S3Settings settings) {
        Map<StorageFeature, Support> features = new EnumMap<>(StorageFeature.class);
        features.put(StorageFeature.CONDITIONAL_PUT, Support.NATIVE);
        features.put(StorageFeature.ANY_DELIMITER, Support.NATIVE);
        features.put(StorageFeature.PRESIGN, Support.NATIVE);
        features.put(StorageFeature.RESUMABLE_UPLOADS, Support.NATIVE);
        if (settings.compat() == S3Settings.Compat.AWS) {
            features.put(StorageFeature.VERSIONS, Support.NATIVE);
            // many other stores have no tags, and some of those drop the header without a word
            features.put(StorageFeature.TAGS, Support.NATIVE);
            features.put(StorageFeature.CONDITIONAL_DELETE, Support.NATIVE);
            features.put(StorageFeature.UTF8_ORDER, Support.NATIVE);
            features.put(StorageFeature.CHECKSUM, Support.NATIVE);
        }
        return new StorageCapabilities(features, LIMITS, new S3Keys());
    }

    @Override
    public BucketDriver open(ProviderContext context) {
        return AwsArtifact.needed("s3", "a bucket on S3", () -> driver(context));
    }

    private BucketDriver driver(ProviderContext context) {
        S3Settings settings = context.settings(S3Settings.class);
        String bucket = bucket(context, settings);
        AwsSession session = AwsSession.of(context, settings.credentials(), settings.http(), settings.region());
        S3ClientBuilder builder = session.configure(S3Client.builder(), settings.endpoint(), settings.retry())
                .forcePathStyle(settings.isPathStyle())
                // ours are CRC32C, given with each request; the SDK would add another one
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        customizer.accept(builder);
        return new S3BucketDriver(
                builder.build(), S3Presigning.of(session, settings), bucket, settings, !isGeneric(settings));
    }
}
