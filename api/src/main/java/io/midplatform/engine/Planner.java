package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.Support;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.ProviderContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Turns settings into plans: which provider, which settings, whether it has what is required. Problems go to the tree. */
final class Planner {
    static final String DEFAULT_PROVIDER = "local";
    private static final String INSTANCES = SettingsTree.ROOT + ".providers.";

    private final SettingsTree tree;
    private final PlatformTime time;
    private final Executor executor;
    private final SharedParts shared;
    private final List<String[]> missing = new ArrayList<>();

    Planner(SettingsTree tree, PlatformTime time, Executor executor, SharedParts shared) {
        this.tree = tree;
        this.time = time;
        this.executor = executor;
        this.shared = shared;
    }

    /**
     * Says which keys are legal for a provider instance: what any capability's provider of its type knows. The values that are there are checked
     * whether or not a resource uses them yet.
     */
    void declareInstances(List<Providers<?>> all) {
        for (String instance : tree.instances()) {
            if (!declareInstance(all, instance)) {
                tree.problem(INSTANCES + instance + ".type", Providers.problem(all, type(instance)));
            }
        }
        String standard = defaultInstance().orElse(DEFAULT_PROVIDER);
        if (!tree.instances().contains(standard)
                && !declareInstance(all, standard)
                && defaultInstance().isPresent()) {
            tree.problem(SettingsTree.ROOT + ".provider", Providers.problem(all, type(standard)));
        }
    }

    private boolean declareInstance(List<Providers<?>> all, String instance) {
        String path = INSTANCES + instance;
        String type = type(instance);
        List<Class<? extends Record>> records = new ArrayList<>();
        for (Providers<?> providers : all) {
            Class<? extends Record> settings = providers.settings(type);
            if (settings != null) {
                records.add(settings);
            }
        }
        if (records.isEmpty()) {
            tree.declareAny(path);
            return false;
        }
        tree.declare(path, records, Set.of("type"));
        tree.checkPresent(records, path);
        return true;
    }

    /** Says which keys are legal for a resource. */
    <P> void declare(Providers<P> providers, String name) {
        String path = path(providers, name);
        // the provider decides what else is legal, so its own key is read before the others
        tree.declare(path, List.of(ResourceSettings.class), Set.of());
        Class<? extends Record> own = providers.settings(type(instance(path)));
        if (own == null) {
            tree.declareAny(path);
        } else {
            tree.declare(path, List.of(ResourceSettings.class, providers.kind().common(), own), Set.of());
        }
    }

    /** Plans a declared resource; empty when there were problems. */
    <P> Optional<Plan<P>> plan(Providers<P> providers, String name) {
        String path = path(providers, name);
        String instance = instance(path);
        String type = type(instance);
        P provider = providers.find(type);
        if (provider == null) {
            tree.problem(path + ".provider", providers.problem(type));
            return Optional.empty();
        }
        int before = tree.problems().size();
        ProviderKind<P> kind = providers.kind();
        Optional<ResourceSettings> resource = tree.bind(ResourceSettings.class, path);
        Optional<? extends Record> common = tree.bind(kind.common(), path);
        Optional<? extends Record> own = tree.bind(kind.settings().apply(provider), path, INSTANCES + instance);
        if (resource.isEmpty()
                || common.isEmpty()
                || own.isEmpty()
                || tree.problems().size() > before) {
            return Optional.empty();
        }
        ProviderContext context = new ResourceProviderContext(instance, name, own.get(), time, executor, shared);
        ProviderKind.Abilities abilities;
        try {
            abilities = kind.abilities().apply(provider, context);
        } catch (DriverException refused) {
            Failure failure = refused.failure();
            String advice = failure.advice();
            tree.problem(path, advice == null ? failure.reason() : failure.reason() + " " + advice);
            return Optional.empty();
        }
        Plan<P> plan = new Plan<>(
                name,
                instance,
                type,
                provider,
                context,
                common.get(),
                abilities,
                resource.get().required());
        checkRequired(kind.capability(), path, plan, resource.get());
        return Optional.of(plan);
    }

    /** Adds what is required but not there as one problem with a table. */
    void reportMissing() {
        if (missing.isEmpty()) {
            return;
        }
        TextTable table = new TextTable("RESOURCE", "FEATURE", "PROVIDER", "SUPPORT", "REQUIRED");
        missing.forEach(table::row);
        tree.problem(
                SettingsTree.ROOT,
                missing.size() + " required features are not there; choose a provider that has them, or do without:\n"
                        + table.toString().stripTrailing());
        missing.clear();
    }

    private void checkRequired(Capability capability, String path, Plan<?> plan, ResourceSettings settings) {
        Map<String, Support> features = plan.abilities().features();
        for (String feature : settings.requires()) {
            Support support = known(path + ".requires", feature, features);
            if (support != null && !support.isUsable()) {
                miss(capability, plan, feature, support, "native or emulated");
            }
        }
        for (String feature : settings.requiresNative()) {
            Support support = known(path + ".requires-native", feature, features);
            if (support != null && support != Support.NATIVE) {
                miss(capability, plan, feature, support, "native");
            }
        }
    }

    private @Nullable Support known(String key, String feature, Map<String, Support> features) {
        Support support = features.get(feature);
        if (support == null) {
            tree.problem(
                    key,
                    "there is no feature '" + feature + "'; there are: "
                            + String.join(", ", new TreeSet<>(features.keySet())));
        }
        return support;
    }

    private void miss(Capability capability, Plan<?> plan, String feature, Support support, String required) {
        missing.add(
                new String[] {capability.id() + "." + plan.name(), feature, plan.instance(), support.name(), required});
    }

    /** The instance that a resource names, or the default one. */
    private String instance(String path) {
        return tree.find(path + ".provider")
                .map(setting -> setting.value().trim())
                .or(this::defaultInstance)
                .orElse(DEFAULT_PROVIDER);
    }

    private Optional<String> defaultInstance() {
        return tree.find(SettingsTree.ROOT + ".provider")
                .map(setting -> setting.value().trim());
    }

    private String type(String instance) {
        return tree.find(INSTANCES + instance + ".type")
                .map(setting -> setting.value().trim())
                .orElse(instance);
    }

    private static String path(Providers<?> providers, String name) {
        return SettingsTree.ROOT + "." + providers.kind().capability().id() + "." + name;
    }
}
