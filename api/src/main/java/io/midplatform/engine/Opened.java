package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.engine.call.ResourceHealth;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * An opened resource.
 *
 * @param <T> the contract's type
 * @param capability its capability
 * @param plan what it was opened by
 * @param kind what else must agree when it is asked for again: a payload type, or what sort of thing it is
 * @param contract what the application uses
 * @param inspected what reports ask of it
 * @param health its health
 * @param stopper keeps what works in the background from taking on more
 * @param ender ends what works in the background, within a time
 */
record Opened<T>(
        Capability capability,
        Plan<?> plan,
        Object kind,
        T contract,
        Inspected inspected,
        ResourceHealth health,
        Runnable stopper,
        Consumer<Duration> ender) {
    /** A resource without work in the background. */
    static <T> Opened<T> idle(
            Capability capability, Plan<?> plan, Object kind, T contract, Inspected inspected, ResourceHealth health) {
        return new Opened<>(capability, plan, kind, contract, inspected, health, () -> {}, timeout -> {});
    }
}
