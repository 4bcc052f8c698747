package io.midplatform.azure.blob;

import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.azure.session.AzureHttp;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.config.Default;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of a bucket on Blob Storage.
 *
 * @param account the storage account's name
 * @param endpoint where the service is, for anything but {@code https://ACCOUNT.blob.core.windows.net}; with an account in its path it is path-style
 * @param credentials who calls
 * @param http the HTTP client
 * @param retry how often what failed is tried
 * @param container the container's name; the logical name if not set
 * @param create whether to make the container if it is missing
 * @param versions whether the account keeps versions of blobs, which only who made it knows
 * @param accessTier the access tier of what is written, such as {@code Cool}; the account's if not set
 */
public record BlobSettings(
        Optional<String> account,
        Optional<URI> endpoint,
        AzureCredentials credentials,
        AzureHttp http,
        AzureRetry retry,
        Optional<String> container,
        @Default("false") boolean create,
        @Default("false") boolean versions,
        Optional<String> accessTier) {
    /** Checks that what belongs together is there, so that what is wrong is told at load, together with all other problems. */
    public BlobSettings {
        String wrong = container.map(BlobContainerName::reject).orElse(null);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
        BlobAccount.of(account, endpoint, credentials);
    }

    BlobAccount blobAccount() {
        return BlobAccount.of(account, endpoint, credentials);
    }

    /** The container of a resource, whose logical name need not be one. */
    String container(String resource) {
        String name = container.orElse(resource);
        String wrong = BlobContainerName.reject(name);
        if (wrong != null) {
            Failure failure = Failure.of(ErrorCode.CONFIGURATION, wrong + ".");
            throw new DriverException(failure.advice("Set the setting 'container' of the resource."), null);
        }
        return name;
    }
}
