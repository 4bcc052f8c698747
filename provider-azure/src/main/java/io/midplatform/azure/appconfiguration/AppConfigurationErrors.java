package io.midplatform.azure.appconfiguration;

import com.azure.core.exception.HttpResponseException;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureErrors;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;

/** What App Configuration reports, as portable failures. */
final class AppConfigurationErrors {
    private AppConfigurationErrors() {}

    static Failure classify(Throwable thrown) {
        if (thrown instanceof IllegalStateException) { // what the SDK throws for an answer that is no JSON by its type
            return Failure.of(ErrorCode.UNAVAILABLE, "the answer comes from something in between, a proxy maybe.")
                    .retrying();
        }
        return AzureErrors.classify(thrown, AppConfigurationErrors::own);
    }

    private static @Nullable Failure own(HttpResponseException thrown) {
        return switch (AzureErrors.status(thrown)) {
            case 400 ->
                Failure.of(ErrorCode.CONFIGURATION, "App Configuration does not accept the filter, label or snapshot.")
                        .advice("Correct the settings 'key-filter', 'label' and 'snapshot'.");
            case 403 ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not read the store.")
                        .advice(
                                "Grant the role App Configuration Data Reader on it; its network rules refuse so, too.");
            case 404 ->
                Failure.of(ErrorCode.NOT_FOUND, "App Configuration knows no such snapshot, or no such store.")
                        .advice("Correct the settings 'snapshot', 'store' and 'endpoint'.");
            default -> null;
        };
    }
}
