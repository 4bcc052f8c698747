package io.midplatform.config.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.TypeRef;
import io.midplatform.config.ChangeListener;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigAdmin;
import io.midplatform.config.ConfigSnapshot;
import io.midplatform.config.ConfigStats;
import io.midplatform.config.ConfigValue;
import io.midplatform.config.Explanation;
import io.midplatform.config.Ref;
import io.midplatform.config.spi.WritableSource;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Closing;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.settings.KeyNames;
import io.midplatform.engine.settings.Problems;
import io.midplatform.engine.settings.Setting;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.spi.Failure;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The implementation of {@link Config}. */
public final class ConfigEngine implements Config {
    private final ResourceContext context;
    private final Calls calls;
    private final List<Source> sources;
    private final Publisher publisher;
    private final Secrecy secrecy;
    private final Layers layers;
    private final Bindings bindings;

    private ConfigEngine(
            ResourceContext context,
            Calls calls,
            List<Source> sources,
            Publisher publisher,
            Layers layers,
            Bindings bindings) {
        this.context = context;
        this.calls = calls;
        this.sources = List.copyOf(sources);
        this.publisher = publisher;
        this.layers = layers;
        this.secrecy = layers.secrecy();
        this.bindings = bindings;
    }

    /**
     * Opens the configuration: reads every source once and starts to follow changes.
     *
     * @param context the resource
     * @param tree the platform's settings: their files, system properties and environment are layers
     * @param settings the settings under {@code midplatform.config}
     * @param named the sources, strongest first; closed with the configuration, and when opening fails
     * @return the configuration, to be closed by the caller
     * @throws PlatformException when a required source cannot be read
     */
    public static ConfigEngine open(
            ResourceContext context, SettingsTree tree, ConfigSettings settings, List<NamedSource> named) {
        Secrecy secrecy = new Secrecy();
        Ambient ambient = new Ambient(tree.inputs(), settings.envPrefix());
        List<Boolean> local =
                named.stream().map(source -> source.driver().isLocal()).toList();
        Layers layers = new Layers(tree, ambient, secrecy, local);
        Contents contents = new Contents(tree.inputs().formats());
        List<Source> sources = new ArrayList<>();
        for (NamedSource source : named) {
            int index = sources.size();
            sources.add(new Source(source, index, layers.sourceRank(index), contents, context, settings.settle()));
        }
        Calls calls = new Calls(
                context, Duration.ofSeconds(30), thrown -> Failure.of(ErrorCode.UNKNOWN, "the configuration failed."));
        boolean opened = false;
        try {
            List<Map<String, Setting>> first =
                    sources.stream().map(Source::load).toList();
            Publisher publisher = new Publisher(context, calls, layers, settings.history(), first);
            sources.forEach(source -> source.follow(publisher));
            opened = true;
            Bindings bindings = new Bindings(settings.unknownKeys(), layers);
            return new ConfigEngine(context, calls, sources, publisher, layers, bindings);
        } finally {
            if (!opened) {
                close(sources, null);
            }
        }
    }

    @Override
    public <T> T get(String key, Class<T> type) {
        return present("get", key, TypeRef.of(type));
    }

    @Override
    public <T> T get(String key, TypeRef<T> type) {
        return present("get", key, type);
    }

    @Override
    public <T> T get(String key, Class<T> type, T otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        T value = read("get", key, TypeRef.of(type));
        return value == null ? otherwise : value;
    }

    @Override
    public <T> Optional<T> find(String key, Class<T> type) {
        return Optional.ofNullable(read("find", key, TypeRef.of(type)));
    }

    @Override
    public <T> Optional<T> find(String key, TypeRef<T> type) {
        return Optional.ofNullable(read("find", key, type));
    }

    private <T> T present(String operation, String key, TypeRef<T> type) {
        T value = read(operation, key, type);
        if (value == null) {
            throw calls.error(ErrorCode.CONFIGURATION, operation, key, "no layer has this key.")
                    .advice(nearest(publisher.current(), key)
                            .map(near -> "Did you mean " + near + "?")
                            .orElse("Set it, or pass a default."))
                    .build();
        }
        return value;
    }

    @SuppressWarnings("unchecked") // the binder reads the type that T stands for
    private <T> @Nullable T read(String operation, String key, TypeRef<T> ref) {
        Type type = ref.type();
        calls.checkOpen();
        Snapshot snapshot = publisher.current();
        Object value = snapshot.known(Objects.requireNonNull(key, "key"), type);
        if (value == null) {
            secrecy.learn(type, key);
            Problems problems = new Problems();
            value = snapshot.read(key, type, problems);
            throwIfAny(problems, operation, key);
        }
        return (T) value;
    }

    @Override
    public <R extends Record> R bind(String prefix, Class<R> type) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(prefix, "prefix");
        calls.checkOpen();
        Problems problems = new Problems();
        R bound = bindings.record(publisher.current(), prefix, type, problems);
        throwIfAny(problems, "bind", prefix);
        return Objects.requireNonNull(bound, "a record without problems");
    }

    @Override
    public <T> Ref<T> live(String key, Class<T> type) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(key, "key");
        calls.checkOpen();
        LiveRef<T> ref = new LiveRef<>(publisher, key, (snapshot, found) -> bindings.live(snapshot, key, type, found));
        Problems problems = new Problems();
        publisher.follow(ref, problems);
        throwIfAny(problems, "live", key);
        return new HeldRef<>(ref, context);
    }

    private void throwIfAny(Problems problems, String operation, String key) {
        problems.throwIfAny("the configuration", context.capability(), context.resource(), operation, key);
    }

    @Override
    public Registration onChange(String prefix, ChangeListener listener) {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(listener, "listener");
        calls.checkOpen();
        Listening listening = publisher.listen(prefix, listener);
        return new HeldRegistration(() -> publisher.forget(listening), context);
    }

    @Override
    public Explanation explain(String key) {
        Objects.requireNonNull(key, "key");
        calls.checkOpen();
        Snapshot snapshot = publisher.current();
        Optional<ConfigValue> winner = snapshot.shown(key);
        if (winner.isEmpty()) {
            return new Explanation(key, winner, List.of(), nearest(snapshot, key));
        }
        List<ConfigValue> shadowed = layers.all(key, snapshot.merged()).stream()
                .skip(1)
                .map(snapshot::show)
                .toList();
        return new Explanation(key, winner, shadowed, Optional.empty());
    }

    private static Optional<String> nearest(Snapshot snapshot, String key) {
        return KeyNames.nearest(key, snapshot.merged().winners().keySet());
    }

    @Override
    public ConfigSnapshot snapshot() {
        calls.checkOpen();
        return publisher.current().shown();
    }

    @Override
    public Optional<ConfigSnapshot> snapshot(Instant moment) {
        Objects.requireNonNull(moment, "moment");
        calls.checkOpen();
        return publisher.history().stream()
                .filter(snapshot -> !snapshot.time().isAfter(moment))
                .findFirst()
                .map(Snapshot::shown);
    }

    @Override
    public List<ConfigSnapshot> history() {
        calls.checkOpen();
        return publisher.history().stream().map(Snapshot::shown).toList();
    }

    @Override
    public ConfigStats stats() {
        calls.checkOpen();
        return publisher.stats();
    }

    @Override
    public <T> Optional<T> unwrap(String source, Class<T> type) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(type, "type");
        calls.checkOpen();
        for (Source known : sources) {
            if (known.name().equals(source)) {
                return type == ConfigAdmin.class
                        ? known.driver() instanceof WritableSource writable
                                ? Optional.of(type.cast(new SourceAdmin(known.calls(), writable)))
                                : Optional.empty()
                        : known.driver().unwrap(type);
            }
        }
        throw calls.error(ErrorCode.NOT_FOUND, "unwrap", null, "there is no source '" + source + "'.")
                .advice("Sources: "
                        + String.join(", ", sources.stream().map(Source::name).toList()) + ".")
                .build();
    }

    /** Ends following changes and closes the sources. Idempotent. */
    public void close() {
        close(sources, publisher);
    }

    private static void close(List<Source> sources, @Nullable Publisher publisher) {
        Closing closing = new Closing();
        sources.forEach(source -> source.close(closing));
        if (publisher != null) {
            publisher.close();
        }
        sources.forEach(source -> source.closeDriver(closing));
        closing.end();
    }
}
