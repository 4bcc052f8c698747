package io.midplatform.queue.engine;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageHandler;
import java.util.Map;

/**
 * Carries the trace context with messages: a tracing bridge that is registered for observations writes it into what is sent
 * ({@code traceparent}) and continues it where a handler runs.
 */
final class Traces {
    private final ObservationRegistry observations;
    private final String provider;
    private final String resource;

    Traces(ResourceContext context) {
        this.observations = context.observations();
        this.provider = context.instance();
        this.resource = context.resource();
    }

    static Observation.Context sending(Map<String, String> carrier) {
        SenderContext<Map<String, String>> context = new SenderContext<>(
                (headers, name, value) -> {
                    if (headers != null) {
                        headers.put(name, value);
                    }
                },
                Kind.PRODUCER);
        context.setCarrier(carrier);
        return context;
    }

    /** Runs a handler, observed as {@code midplatform.queue.handle} where anybody observes. */
    <T> void handle(Delivery<T> delivery, MessageHandler<T> handler) throws Exception {
        if (observations.isNoop()) {
            handler.handle(delivery);
            return;
        }
        ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get, Kind.CONSUMER);
        context.setCarrier(delivery.headers());
        Observation observation = Observation.createNotStarted("midplatform.queue.handle", () -> context, observations)
                .lowCardinalityKeyValue("provider", provider)
                .lowCardinalityKeyValue("resource", resource)
                .lowCardinalityKeyValue("operation", "handle")
                .start();
        String outcome = "error";
        try (Observation.Scope scope = observation.openScope()) {
            assert scope != null;
            handler.handle(delivery);
            outcome = "success";
        } catch (Exception | Error e) {
            outcome = e instanceof PlatformException known ? known.code().name() : outcome;
            observation.error(e);
            throw e;
        } finally {
            observation.lowCardinalityKeyValue("outcome", outcome).stop();
        }
    }
}
