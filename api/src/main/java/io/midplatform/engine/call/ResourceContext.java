package io.midplatform.engine.call;

import io.micrometer.observation.ObservationRegistry;
import io.midplatform.Capability;
import io.midplatform.spi.Codec;
import io.midplatform.spi.PlatformTime;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What an engine needs to run one resource.
 *
 * @param capability the capability
 * @param instance the provider instance's name
 * @param resource the logical name
 * @param time the platform's time
 * @param executor where parallel work runs
 * @param observations where calls are observed
 * @param lifecycle whether the platform is open
 * @param health where trouble is told
 * @param codecs the codecs that were found
 * @param leaks what finds things that were not closed
 */
public record ResourceContext(
        Capability capability,
        String instance,
        String resource,
        PlatformTime time,
        Executor executor,
        ObservationRegistry observations,
        Lifecycle lifecycle,
        ResourceHealth health,
        List<Codec> codecs,
        Leaks leaks) {
    /**
     * Copies the codecs.
     *
     * @param capability the capability
     * @param instance the provider instance's name
     * @param resource the logical name
     * @param time the platform's time
     * @param executor where parallel work runs
     * @param observations where calls are observed
     * @param lifecycle whether the platform is open
     * @param health where trouble is told
     * @param codecs the codecs that were found
     * @param leaks what finds things that were not closed
     */
    public ResourceContext {
        codecs = List.copyOf(codecs);
    }
}
