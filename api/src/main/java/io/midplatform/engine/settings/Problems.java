package io.midplatform.engine.settings;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects problems, so that all are told at once. Thread-safe. */
public final class Problems {
    private final Set<Problem> found = new LinkedHashSet<>();

    /** Starts without problems. */
    public Problems() {}

    /**
     * Adds a problem.
     *
     * @param problem the problem; the same one counts once
     */
    public synchronized void add(Problem problem) {
        found.add(problem);
    }

    /**
     * The problems.
     *
     * @return a copy, in the order they were found
     */
    public synchronized List<Problem> list() {
        return new ArrayList<>(found);
    }

    /** Forgets all. */
    synchronized void clear() {
        found.clear();
    }

    /** Tells whether a setting has a problem already. */
    synchronized boolean has(Setting setting) {
        return found.stream()
                .anyMatch(known ->
                        known.key().equals(setting.key()) && setting.origin().equals(known.origin()));
    }

    /**
     * Throws when there is a problem.
     *
     * @param of what has the problems
     * @throws PlatformException {@link ErrorCode#CONFIGURATION} with a line for each problem
     */
    public void throwIfAny(String of) {
        PlatformException.@Nullable Builder error = error(of);
        if (error != null) {
            throw error.build();
        }
    }

    /**
     * Throws when there is a problem with a resource's values.
     *
     * @param of what has the problems
     * @param capability the capability
     * @param resource its logical name
     * @param operation the contract's method
     * @param key the key or prefix that was asked for
     * @throws PlatformException {@link ErrorCode#CONFIGURATION} with a line for each problem
     */
    public void throwIfAny(String of, Capability capability, String resource, String operation, String key) {
        PlatformException.@Nullable Builder error = error(of);
        if (error != null) {
            throw error.resource(capability, resource)
                    .operation(operation)
                    .key(key)
                    .build();
        }
    }

    private PlatformException.@Nullable Builder error(String of) {
        List<Problem> all = list();
        if (all.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder(all.size() * 100)
                .append(all.size() == 1 ? "a problem" : all.size() + " problems")
                .append(" with ")
                .append(of)
                .append(':');
        for (Problem problem : all) {
            text.append("\n  - ").append(problem);
        }
        return PlatformException.of(ErrorCode.CONFIGURATION, text.toString());
    }
}
