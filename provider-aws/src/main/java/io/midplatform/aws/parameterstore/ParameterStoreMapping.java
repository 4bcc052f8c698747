package io.midplatform.aws.parameterstore;

import io.midplatform.config.spi.Fingerprint;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** Parameters as values. */
final class ParameterStoreMapping {
    private ParameterStoreMapping() {}

    /** The key of a parameter: its name below the path, with dots for slashes; the case stays. */
    static String key(String path, String name) {
        String below = name.startsWith(path) ? name.substring(path.length()) : name;
        return (below.startsWith("/") ? below.substring(1) : below).replace('/', '.');
    }

    static SourceContent content(String path, Collection<Parameter> parameters) {
        List<SourceValue> values = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Parameter parameter : parameters) {
            boolean secret = parameter.type() == ParameterType.SECURE_STRING;
            values.add(new SourceValue(key(path, parameter.name()), parameter.value(), origin(parameter), secret));
            // not the version: a parameter that is deleted and made again starts at 1
            texts.add(parameter.name());
            texts.add(String.valueOf(parameter.typeAsString()));
            texts.add(parameter.value());
        }
        return new SourceContent(Fingerprint.of(texts), values, List.of());
    }

    private static String origin(Parameter parameter) {
        Long version = parameter.version();
        return version == null ? parameter.name() : parameter.name() + ":" + version;
    }
}
