package io.midplatform.aws.appconfig;

import io.midplatform.ErrorCode;
import io.midplatform.config.spi.Fingerprint;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceDocument;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.appconfigdata.model.GetLatestConfigurationResponse;

/** A profile as a document. A profile of feature flags is JSON: the flag {@code beta} is the keys {@code beta.enabled} and its attributes. */
final class AppConfigMapping {
    private AppConfigMapping() {}

    static SourceContent content(AppConfigSettings settings, GetLatestConfigurationResponse answer) {
        String format = settings.format().or(() -> format(answer.contentType())).orElseThrow(() -> unknown(answer));
        String text = answer.configuration().asUtf8String();
        String label = answer.versionLabel();
        String origin = settings.name() + (label == null || label.isEmpty() ? "" : "@" + label);
        SourceDocument document = new SourceDocument(format, text, origin, false);
        return new SourceContent(Fingerprint.of(List.of(format, text)), List.of(), List.of(document));
    }

    private static Optional<String> format(String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> Optional.of("json");
            case "application/x-yaml", "application/yaml", "text/yaml", "text/x-yaml" -> Optional.of("yaml");
            case "text/plain", "text/x-java-properties" -> Optional.of("properties");
            default -> Optional.empty();
        };
    }

    private static DriverException unknown(GetLatestConfigurationResponse answer) {
        return new DriverException(
                Failure.of(
                                ErrorCode.CONFIGURATION,
                                "the profile has the content type '" + answer.contentType()
                                        + "', which does not tell its format.")
                        .advice("Set 'format' to json, yaml or properties."),
                null);
    }
}
