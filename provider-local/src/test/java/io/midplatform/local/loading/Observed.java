package io.midplatform.local.loading;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Keeps the observations that ended, and plays the part of a tracing bridge. */
final class Observed implements ObservationHandler<Observation.Context> {
    private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<String> continued = new CopyOnWriteArrayList<>();

    ObservationRegistry registry() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(this);
        return registry;
    }

    List<Observation.Context> all() {
        return ended;
    }

    List<String> names() {
        return ended.stream().map(Observation.Context::getName).toList();
    }

    /** The trace contexts that were written into messages. */
    List<String> sent() {
        return sent;
    }

    /** The trace contexts that handlers were run with. */
    List<String> continued() {
        return continued;
    }

    void reset() {
        ended.clear();
    }

    static Map<String, String> tags(Observation.Context context) {
        return context.getLowCardinalityKeyValues().stream()
                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    @Override
    @SuppressWarnings("unchecked") // the platform's carriers are maps of texts
    public void onStart(Observation.Context context) {
        if (context instanceof SenderContext<?> sender && sender.getCarrier() instanceof Map<?, ?>) {
            String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-%016x-01".formatted(sent.size() + 1);
            sent.add(trace);
            SenderContext<Map<String, String>> carrying = (SenderContext<Map<String, String>>) sender;
            carrying.getSetter().set(carrying.getCarrier(), "traceparent", trace);
        } else if (context instanceof ReceiverContext<?> receiver && receiver.getCarrier() instanceof Map<?, ?>) {
            ReceiverContext<Map<String, String>> carrying = (ReceiverContext<Map<String, String>>) receiver;
            continued.add(String.valueOf(carrying.getGetter().get(carrying.getCarrier(), "traceparent")));
        }
    }

    @Override
    public void onStop(Observation.Context context) {
        ended.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }
}
