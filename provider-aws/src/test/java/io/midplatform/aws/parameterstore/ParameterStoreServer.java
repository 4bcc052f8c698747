package io.midplatform.aws.parameterstore;

import io.midplatform.aws.fake.ParameterStoreFake;
import io.midplatform.aws.testing.AdminClient;
import io.midplatform.aws.testing.Backend;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** A path of its own for each test, written over the wire, on whatever Parameter Store there is; otherwise on our stand-in. */
final class ParameterStoreServer implements AutoCloseable {
    private static final int MOST_AT_ONCE = 10;

    private final String path = "/midplatform-test/" + UUID.randomUUID();
    private @Nullable ParameterStoreFake fake;
    private final Backend backend = Backend.of(Backend.Service.SSM, "our stand-in", this::start);
    private final SsmClient ssm = AdminClient.of(backend, SsmClient.builder());

    private URI start() {
        fake = new ParameterStoreFake();
        return fake.endpoint();
    }

    Map<String, String> settings() {
        Map<String, String> settings = backend.settings();
        settings.put("midplatform.config.values.service", "parameter-store");
        settings.put("midplatform.config.values.path", path);
        settings.put("midplatform.config.values.interval", "5s");
        settings.put("midplatform.config.values.retry.backoff", backend.isExternal() ? "100ms" : "0s");
        return settings;
    }

    /** Replaces all parameters by values of dotted keys. */
    void replace(Map<String, String> values) {
        Map<String, String> present = new HashMap<>();
        ssm.getParametersByPathPaginator(request -> request.path(path).recursive(true))
                .forEach(page -> page.parameters().forEach(p -> present.put(p.name(), p.value())));
        Map<String, String> wanted = new TreeMap<>();
        values.forEach((key, value) -> wanted.put(path + "/" + key.replace('.', '/'), value));
        delete(present.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .toList());
        wanted.forEach((name, value) -> {
            if (!value.equals(present.get(name))) {
                ssm.putParameter(request -> request.name(name)
                        .type(ParameterType.STRING)
                        .value(value)
                        .overwrite(true));
            }
        });
    }

    private void delete(List<String> names) {
        for (int at = 0; at < names.size(); at += MOST_AT_ONCE) {
            List<String> some = names.subList(at, Math.min(at + MOST_AT_ONCE, names.size()));
            ssm.deleteParameters(request -> request.names(some));
        }
    }

    @Override
    public void close() {
        if (fake != null) {
            fake.close();
        } else {
            delete(ssm
                    .getParametersByPathPaginator(request -> request.path(path).recursive(true))
                    .stream()
                    .flatMap(page -> page.parameters().stream().map(Parameter::name))
                    .toList());
        }
        ssm.close();
    }
}
