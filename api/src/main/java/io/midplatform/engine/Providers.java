package io.midplatform.engine;

import io.midplatform.engine.settings.Masking;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The providers of one capability, by type. */
final class Providers<P> {
    private static final Set<String> PUBLISHED = Set.of("local", "redis", "aws", "azure");

    private final ProviderKind<P> kind;
    private final Map<String, List<P>> byType = new TreeMap<>();
    private final List<String> broken;

    /** Those given by hand win over those found. */
    Providers(ProviderKind<P> kind, List<P> given, Discovery discovery) {
        this.kind = kind;
        Discovery.Found<P> found = discovery.find(kind.service(), this::usable);
        this.broken = found.broken();
        given.forEach(this::add);
        Set<String> taken = Set.copyOf(byType.keySet());
        found.services().stream()
                .filter(provider -> !taken.contains(kind.type().apply(provider)))
                .forEach(this::add);
    }

    /** A provider that cannot even say its type and its settings is as good as missing. */
    private void usable(P provider) {
        Objects.requireNonNull(
                kind.settings().apply(provider),
                () -> "settings of " + provider.getClass().getName());
        if (kind.type().apply(provider).isEmpty()) {
            throw new IllegalStateException(provider.getClass().getName() + " has an empty type");
        }
    }

    private void add(P provider) {
        List<P> same = byType.computeIfAbsent(kind.type().apply(provider), type -> new ArrayList<>());
        // one jar may be seen both as a module and on the class path
        if (same.stream().noneMatch(other -> other.getClass() == provider.getClass())) {
            same.add(provider);
        }
    }

    ProviderKind<P> kind() {
        return kind;
    }

    /** The provider of a type, null when {@link #problem} has something to say. */
    @Nullable
    P find(String type) {
        List<P> same = byType.getOrDefault(type, List.of());
        return same.size() == 1 ? same.get(0) : null;
    }

    /** Why there is no one provider of a type. */
    String problem(String type) {
        List<P> same = byType.getOrDefault(type, List.of());
        String capability = kind.capability().id();
        if (same.size() > 1) {
            return "two jars have a " + capability + " provider '" + type + "': " + place(same.get(0)) + " and "
                    + place(same.get(1)) + "; keep one of them";
        }
        return missing("there is no " + capability + " provider '", type, byType.keySet(), broken);
    }

    /** Why no capability has a provider of a type. */
    static String problem(List<Providers<?>> all, String type) {
        Set<String> found = new TreeSet<>();
        Set<String> broken = new LinkedHashSet<>();
        for (Providers<?> providers : all) {
            if (providers.byType.containsKey(type)) {
                return providers.problem(type);
            }
            found.addAll(providers.byType.keySet());
            broken.addAll(providers.broken);
        }
        return missing("there is no provider '", type, found, broken);
    }

    private static String missing(String what, String type, Set<String> found, Collection<String> broken) {
        String named = Masking.shown(type);
        StringBuilder reason = new StringBuilder(what)
                .append(named)
                .append("'; found: ")
                .append(found.isEmpty() ? "none" : String.join(", ", found));
        if (PUBLISHED.contains(type)) {
            reason.append("; add io.midplatform:midplatform-provider-").append(type);
        } else {
            reason.append("; correct the name, add the jar that has it, or name its type under midplatform.providers.")
                    .append(named)
                    .append(".type");
        }
        broken.forEach(why -> reason.append("; could not be loaded: ").append(why));
        return reason.toString();
    }

    /** The settings that an instance of a type can have for this capability, null when there is no such provider. */
    @Nullable
    Class<? extends Record> settings(String type) {
        P provider = find(type);
        return provider == null ? null : kind.settings().apply(provider);
    }

    private static String place(Object provider) {
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null
                ? provider.getClass().getName()
                : location + " (" + provider.getClass().getName() + ")";
    }
}
