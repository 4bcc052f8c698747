package io.midplatform.engine.settings;

import io.midplatform.Capability;
import io.midplatform.spi.SettingsSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The platform's settings: all layers, strongest first, read once. Problems are collected and told together by {@link #throwIfProblems()}.
 * Thread-safe.
 */
public final class SettingsTree {
    /** The first segment of the platform's own keys. */
    public static final String ROOT = "midplatform";

    /** Where else the settings file is: {@code MIDPLATFORM_CONFIG_FILE}. */
    static final String CONFIG_FILE = ROOT + ".config-file";

    /** The active profiles: {@code MIDPLATFORM_PROFILE}. */
    static final String PROFILE = ROOT + ".profile";

    /** Inline settings: {@code MIDPLATFORM_SETTINGS}. */
    static final String SETTINGS = ROOT + ".settings";

    private static final Set<String> CONTROLS = Set.of(CONFIG_FILE, PROFILE, SETTINGS);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private final SettingsInputs inputs;
    private final Problems problems = new Problems();
    private final Declarations declarations = new Declarations();
    private final Placeholders placeholders;
    private final TreeMap<String, Setting> merged = new TreeMap<>();
    private final SortedMap<String, Setting> outside;
    private final Set<String> usedVariables = ConcurrentHashMap.newKeySet();
    private final int environmentRank;

    private SettingsTree(SettingsInputs inputs) {
        this.inputs = inputs;
        this.placeholders = new Placeholders(inputs.environment(), inputs.directory());
        this.environmentRank = inputs.sources().size() + 1;
        int rank = 0;
        for (SettingsSource source : inputs.sources()) {
            for (String key : source.keys()) {
                add(source(source, key, rank));
            }
            rank++;
        }
        for (Map.Entry<String, String> property : inputs.systemProperties().entrySet()) {
            if (property.getKey().startsWith(ROOT + ".")) {
                add(new Setting(property.getKey(), property.getValue(), "system property " + property.getKey(), rank));
            }
        }
        this.outside = Collections.unmodifiableSortedMap(readFiles(rank + 2));
    }

    private SortedMap<String, Setting> readFiles(int firstRank) {
        SettingsFiles files = new SettingsFiles(inputs, problems);
        List<Map<String, Setting>> layers = new ArrayList<>();
        find(SETTINGS).ifPresent(inline -> layers.add(files.inline(inline)));
        layers.addAll(files.layers(find(CONFIG_FILE).orElse(null), find(PROFILE).orElse(null)));
        SortedMap<String, Setting> foreign = new TreeMap<>();
        int rank = firstRank;
        for (Map<String, Setting> layer : layers) {
            for (Setting setting : layer.values()) {
                Setting ranked = setting.rank(rank);
                if (isOwn(setting.key())) {
                    if (CONTROLS.contains(setting.key())) {
                        problems.add(
                                Problem.of(setting, "cannot stand in a file; set " + KeyNames.variable(setting.key())));
                    }
                    add(ranked);
                } else {
                    declarations.checkRoot(ranked, problems);
                    foreign.putIfAbsent(setting.key(), ranked);
                }
            }
            rank++;
        }
        return foreign;
    }

    /**
     * Reads all layers.
     *
     * @param inputs where from
     * @return the tree; what could not be read is among its problems
     */
    public static SettingsTree load(SettingsInputs inputs) {
        return new SettingsTree(inputs);
    }

    /**
     * Sets who resolves {@code ${secret:…}}.
     *
     * @param resolver the resolver
     */
    public void secrets(SecretResolver resolver) {
        placeholders.secrets(resolver);
    }

    /**
     * The logical names that are configured under a capability. Names that are not {@code [a-z][a-z0-9-]*} are problems and left out.
     *
     * @param capability the capability; for {@link Capability#CONFIG} the sources: those named in {@code sources} and every section
     * @return the names, sorted
     */
    public Set<String> names(Capability capability) {
        String path = ROOT + "." + capability.id();
        Set<String> names = sections(path, capability == Capability.CONFIG);
        if (capability == Capability.CONFIG) {
            new RecordBinder(lookup(), problems)
                    .bind(Sources.class, List.of(path))
                    .ifPresent(sources -> sources.sources().forEach(name -> addName(path, name, null, names)));
        }
        return names;
    }

    /** The list of a configuration's sources. */
    private record Sources(List<String> sources) {}

    /**
     * The provider instances that are configured.
     *
     * @return the names under {@code midplatform.providers}, sorted
     */
    public Set<String> instances() {
        return sections(ROOT + ".providers", false);
    }

    private Set<String> sections(String path, boolean deepOnly) {
        Set<String> names = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (Setting setting : lookup().below(path).values()) {
            String rest = setting.key().substring(path.length() + 1);
            int dot = rest.indexOf('.');
            if (dot >= 0 || !deepOnly) {
                String name = dot < 0 ? rest : rest.substring(0, dot);
                // a list written as numbered elements is no section: sources.0
                if ((!deepOnly || !KeyShape.isIndex(rest.substring(dot + 1))) && seen.add(name)) {
                    addName(path, name, setting.origin(), names);
                }
            }
        }
        return names;
    }

    private void addName(String path, String name, @Nullable String origin, Set<String> names) {
        if (NAME.matcher(name).matches()) {
            names.add(name);
        } else {
            problems.add(new Problem(
                    path + "." + name,
                    null,
                    origin,
                    "a logical name has small letters, digits and - only, and starts with a letter"));
            declarations.open(path + "." + name); // one problem is enough
        }
    }

    /**
     * Binds a record.
     *
     * @param <R> its type
     * @param type its class
     * @param paths where its keys may stand, strongest first
     * @return the record, empty when there were problems
     */
    public <R extends Record> Optional<R> bind(Class<R> type, String... paths) {
        return new RecordBinder(lookup(), problems).bind(type, List.of(paths));
    }

    /**
     * Checks the values that are there: one is a problem when every record that knows its key refuses it. Resolves no secret.
     *
     * @param types their classes
     * @param path where their keys may stand
     */
    public void checkPresent(Collection<Class<? extends Record>> types, String path) {
        PresentValues.check(types, path, lookup(false), problems);
    }

    /**
     * Says which keys are legal below a path.
     *
     * @param path the path, such as {@code midplatform.storage.uploads}
     * @param records records whose components are keys
     * @param extraKeys further keys, each a value or a list
     */
    public void declare(String path, Collection<Class<? extends Record>> records, Set<String> extraKeys) {
        declarations.add(path, records, extraKeys);
    }

    /**
     * Allows every key below a path, where the provider that knows them could not be found.
     *
     * @param path the path
     */
    public void declareAny(String path) {
        declarations.open(path);
    }

    /** Adds a problem for each key that nothing declares, and warns once of unknown {@code MIDPLATFORM_*} variables. */
    public void checkUnknown() {
        for (Setting setting : lookup().below(ROOT).values()) {
            if (!CONTROLS.contains(setting.key())) {
                declarations.check(setting, problems);
            }
        }
        declarations.checkVariables(inputs.environment().keySet(), usedVariables, problems);
    }

    /**
     * Looks a value up.
     *
     * @param key the whole key
     * @return its strongest value, empty when no layer has it or its placeholders could not be resolved, which is a problem
     */
    public Optional<Setting> find(String key) {
        Setting setting = lookup().find(key);
        if (setting != null && setting.fault() != null) {
            problems.add(Problem.of(setting, setting.fault()));
            return Optional.empty();
        }
        return Optional.ofNullable(setting);
    }

    /**
     * The settings below a path, for people: as written, placeholders unresolved, secrets masked by {@link Setting#shown()}.
     *
     * @param path the path
     * @return the settings by key, those of declared keys from the environment among them
     */
    public List<Setting> settings(String path) {
        SortedMap<String, Setting> found = new TreeMap<>(lookup().below(path));
        declarations.leaves((key, secret) -> {
            Setting setting = key.startsWith(path + ".") ? raw(key) : null;
            if (setting != null) {
                found.put(key, setting);
            }
        });
        return found.values().stream()
                .map(setting -> isSecret(setting) ? setting.hidden() : setting)
                .toList();
    }

    /**
     * The problems so far.
     *
     * @return a copy
     */
    public List<Problem> problems() {
        return problems.list();
    }

    /**
     * Adds a problem that the loader found.
     *
     * @param key the key
     * @param reason what is wrong and what would be right
     */
    public void problem(String key, String reason) {
        Setting setting = raw(key);
        if (setting != null && isSecret(setting)) {
            setting = setting.hidden();
        }
        problems.add(setting == null ? Problem.missing(key, reason) : Problem.of(setting, reason));
    }

    /**
     * Throws when there is a problem, and forgets what it told.
     *
     * @throws io.midplatform.PlatformException {@link io.midplatform.ErrorCode#CONFIGURATION} with a line for each problem
     */
    public void throwIfProblems() {
        try {
            problems.throwIfAny("the settings");
        } finally {
            problems.clear();
        }
    }

    /**
     * The values of the settings files outside {@code midplatform}, which belong to {@code Config}.
     *
     * @return as written, by key
     */
    public SortedMap<String, Setting> outside() {
        return outside;
    }

    /**
     * What the tree was read from.
     *
     * @return the inputs
     */
    public SettingsInputs inputs() {
        return inputs;
    }

    /**
     * The resolver of placeholders.
     *
     * @return the resolver, with the secrets of this tree
     */
    public Placeholders placeholders() {
        return placeholders;
    }

    /**
     * The tree as the binder reads it.
     *
     * @return a view of all layers
     */
    public Lookup lookup() {
        return lookup(true);
    }

    private Lookup lookup(boolean secrets) {
        return new Lookup() {
            @Override
            public @Nullable Setting find(String key) {
                Setting setting = raw(key);
                if (setting == null || (!secrets && Placeholders.holdSecret(setting.value()))) {
                    return null;
                }
                Setting resolved = key.equals(SETTINGS) ? setting : placeholders.resolve(setting, true);
                return isSecret(resolved) ? resolved.hidden() : resolved;
            }

            @Override
            public SortedMap<String, Setting> below(String path) {
                return path.isEmpty()
                        ? Collections.unmodifiableSortedMap(merged)
                        : Collections.unmodifiableSortedMap(merged.subMap(path + ".", path + "/"));
            }
        };
    }

    private @Nullable Setting raw(String key) {
        Setting listed = merged.get(key);
        int rank = 0;
        for (SettingsSource source : inputs.sources()) {
            if (listed != null && listed.rank() <= rank) {
                return listed;
            }
            Setting found = source(source, key, rank++);
            if (found != null) {
                return found;
            }
        }
        if (listed != null && listed.rank() < environmentRank) {
            return listed;
        }
        String variable = KeyNames.variable(key);
        boolean taken = !CONTROLS.contains(key)
                && CONTROLS.stream()
                        .anyMatch(control -> KeyNames.variable(control).equals(variable));
        String value = taken || !isOwn(key) ? null : inputs.environment().get(variable);
        if (value != null) {
            usedVariables.add(variable);
            return new Setting(key, value, "environment variable " + variable, environmentRank);
        }
        return listed;
    }

    private static @Nullable Setting source(SettingsSource source, String key, int rank) {
        String value = source.find(key).orElse(null);
        return value == null ? null : new Setting(key, value, "settings source '" + source.name() + "'", rank);
    }

    private void add(@Nullable Setting setting) {
        if (setting != null) {
            merged.putIfAbsent(setting.key(), setting);
        }
    }

    /** By its type, or by its name: a provider of others may have forgotten the type. The inline settings hold those of all. */
    private boolean isSecret(Setting setting) {
        boolean flag = setting.value().equals("true") || setting.value().equals("false");
        return setting.key().equals(SETTINGS)
                || declarations.isSecret(setting.key())
                || (!flag && Masking.isSecretName(setting.key()));
    }

    static boolean isOwn(String key) {
        return key.equals(ROOT) || key.startsWith(ROOT + ".");
    }
}
