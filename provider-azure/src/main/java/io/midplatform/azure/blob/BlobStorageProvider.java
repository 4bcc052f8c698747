package io.midplatform.azure.blob;

import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.midplatform.Secret;
import io.midplatform.Support;
import io.midplatform.azure.session.AzureArtifact;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.spi.ProviderContext;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageLimits;
import io.midplatform.storage.spi.StorageProvider;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Buckets on Azure Blob Storage. */
public final class BlobStorageProvider implements StorageProvider {
    private static final long MIB = 1 << 20;

    /**
     * 50,000 blocks of 4,000 MiB an object, 5,000 entries a page, 10 tags, 256 MiB a synchronous copy, 256 operations a batch, 7 days of a user delegation
     * key: "Scalability and performance targets for Blob Storage" and the REST reference. 256 MiB a put is ours (Azure takes 5,000 MiB): what is larger
     * goes in parts, of which one can be sent again.
     */
    static final StorageLimits LIMITS = new StorageLimits(
            50_000 * 4_000 * MIB, 256 * MIB, 256 * MIB, 8 << 20, 50_000, 256, 5_000, 2_048, 10, Duration.ofDays(7));

    private final Consumer<? super BlobServiceClientBuilder> customizer;

    /** For the service loader. */
    public BlobStorageProvider() {
        // of any type: a provider is made also where the SDK of Blob Storage is excluded
        this((Consumer<Object>) BlobStorageProvider::asItIs);
    }

    private static void asItIs(Object builder) {}

    /**
     * A provider whose clients are made a little differently; given to the platform's builder.
     *
     * @param customizer changes the client's builder, last of all
     */
    public BlobStorageProvider(Consumer<? super BlobServiceClientBuilder> customizer) {
        this.customizer = customizer;
    }

    @Override
    public String type() {
        return "azure";
    }

    @Override
    public Class<? extends Record> settings() {
        return BlobSettings.class;
    }

    @Override
    public StorageCapabilities capabilities(ProviderContext context) {
        BlobSettings settings = context.settings(BlobSettings.class);
        settings.container(context.resource()); // told at load
        return capabilities(settings);
    }

    static StorageCapabilities capabilities(BlobSettings settings) {
        Map<StorageFeature, Support> features = new EnumMap<>(StorageFeature.class);
        features.put(StorageFeature.CONDITIONAL_PUT, Support.NATIVE);
        features.put(StorageFeature.CONDITIONAL_DELETE, Support.NATIVE);
        features.put(StorageFeature.TAGS, Support.NATIVE);
        features.put(StorageFeature.ANY_DELIMITER, Support.NATIVE);
        features.put(StorageFeature.CHECKSUM, Support.EMULATED); // in metadata
        features.put(StorageFeature.RESUMABLE_UPLOADS, Support.EMULATED); // in the ids of blocks
        if (canSign(settings)) {
            features.put(StorageFeature.PRESIGN, Support.NATIVE);
        }
        if (settings.versions()) {
            features.put(StorageFeature.VERSIONS, Support.EMULATED); // of deletions Azure tells nothing
        }
        return new StorageCapabilities(features, LIMITS, new BlobKeys());
    }

    /** Who has a signature can make none. */
    private static boolean canSign(BlobSettings settings) {
        String connection = settings.credentials()
                .connectionString()
                .map(Secret::reveal)
                .orElse("accountkey=")
                .toLowerCase(Locale.ROOT);
        return settings.credentials().sas().isEmpty()
                && (connection.contains("accountkey=") || connection.contains("usedevelopmentstorage=true"));
    }

    @Override
    public BucketDriver open(ProviderContext context) {
        return AzureArtifact.needed("azure-storage-blob", "a bucket on Blob Storage", () -> driver(context));
    }

    private BucketDriver driver(ProviderContext context) {
        BlobSettings settings = context.settings(BlobSettings.class);
        String name = settings.container(context.resource());
        BlobAccount account = settings.blobAccount();
        AzureSession session = AzureSession.of(context, settings.credentials(), settings.http());
        BlobServiceClientBuilder builder =
                session.configure(new BlobServiceClientBuilder().endpoint(account.endpoint()), settings.retry());
        if (account.key() != null) {
            builder.credential(
                    new StorageSharedKeyCredential(account.name(), account.key().reveal()));
        } else if (account.sas() != null) {
            builder.sasToken(account.sas());
        } else {
            builder.credential(session.requestTokens());
        }
        customizer.accept(builder);
        return new BlobBucketDriver(builder.buildClient(), name, account, session, settings, context.time());
    }
}
