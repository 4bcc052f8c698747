package io.midplatform.aws.parameterstore;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsCalls;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.Polling;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;

/** The parameters below a path, read in one paged call. */
public final class ParameterStoreDriver implements ConfigSourceDriver {
    /** The most that one page of GetParametersByPath, and one call of GetParameters, may hold: the API reference. */
    private static final int PAGE = 10;

    private final SsmClient ssm;
    private final ParameterStoreSettings settings;
    private final Polling polling;
    private final Map<String, Parameter> fixed = new ConcurrentHashMap<>(); // of 'versions': a version never changes

    /**
     * A driver that owns its client.
     *
     * @param ssm the client
     * @param settings what to read
     * @param polling how it is read again
     */
    public ParameterStoreDriver(SsmClient ssm, ParameterStoreSettings settings, Polling polling) {
        this.ssm = ssm;
        this.settings = settings;
        this.polling = polling;
    }

    @Override
    public SourceContent load(Deadline deadline) throws Exception {
        return polling.load(() -> read(deadline));
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) throws Exception {
        return polling.changedSince(version, () -> read(deadline));
    }

    private SourceContent read(Deadline deadline) throws InterruptedException {
        // by name: a parameter that is written between two pages may stand on both
        SortedMap<String, Parameter> found = new TreeMap<>();
        String token = null;
        do {
            GetParametersByPathRequest request = page(token, deadline);
            GetParametersByPathResponse page = AwsCalls.call(() -> ssm.getParametersByPath(request));
            page.parameters().forEach(parameter -> found.put(parameter.name(), parameter));
            token = page.nextToken();
        } while (token != null && !token.isEmpty());
        if (!settings.versions().isEmpty()) {
            useVersions(found, deadline);
        }
        return ParameterStoreMapping.content(settings.path(), found.values());
    }

    private GetParametersByPathRequest page(@Nullable String token, Deadline deadline) {
        GetParametersByPathRequest.Builder request = GetParametersByPathRequest.builder()
                .path(settings.path())
                .recursive(true)
                .withDecryption(true)
                .maxResults(PAGE)
                .nextToken(token)
                .overrideConfiguration(AwsSession.within(deadline));
        settings.label()
                .ifPresent(label -> request.parameterFilters(ParameterStringFilter.builder()
                        .key("Label")
                        .option("Equals")
                        .values(label)
                        .build()));
        return request.build();
    }

    /** Puts the wanted versions in place of the newest ones. Each is read once. */
    private void useVersions(SortedMap<String, Parameter> found, Deadline deadline) throws InterruptedException {
        Map<String, String> names = new HashMap<>();
        found.keySet().forEach(name -> names.put(ParameterStoreMapping.key(settings.path(), name), name));
        List<String> missing = new ArrayList<>();
        settings.versions().forEach((key, version) -> {
            String name = names.get(key);
            if (name == null) {
                throw notFound(settings.path() + " has no parameter for the key " + key + ".");
            }
            if (!fixed.containsKey(name)) {
                missing.add(name + ":" + version);
            }
        });
        missing.sort(Comparator.naturalOrder());
        for (int at = 0; at < missing.size(); at += PAGE) {
            List<String> wanted = missing.subList(at, Math.min(at + PAGE, missing.size()));
            GetParametersResponse answer = AwsCalls.call(() -> ssm.getParameters(request ->
                    request.names(wanted).withDecryption(true).overrideConfiguration(AwsSession.within(deadline))));
            if (!answer.invalidParameters().isEmpty()) {
                throw notFound("there is no version " + String.join(", ", answer.invalidParameters()) + ".");
            }
            answer.parameters().forEach(parameter -> fixed.put(parameter.name(), parameter));
        }
        found.replaceAll((name, newest) -> fixed.getOrDefault(name, newest));
    }

    private static DriverException notFound(String reason) {
        return new DriverException(
                Failure.of(ErrorCode.NOT_FOUND, reason).advice("Correct the setting 'versions'."), null);
    }

    @Override
    public Duration pollInterval() {
        return polling.next();
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Failure classify(Throwable thrown) {
        return ParameterStoreErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        if (!read(deadline).values().isEmpty()) {
            return List.of(Finding.ok("parameters can be read"));
        }
        // a path that does not exist and one without parameters are the same to the service
        return List.of(new Finding(
                "parameters",
                Finding.Status.WARNING,
                "there is none below " + settings.path() + "; check path, label and region"));
    }

    @Override
    public String physicalName() {
        return settings.path();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == SsmClient.class ? Optional.of(type.cast(ssm)) : Optional.empty();
    }

    @Override
    public void close() {
        ssm.close();
    }
}
