package io.midplatform.config.engine;

import io.midplatform.config.Ref;
import io.midplatform.engine.settings.Problems;
import org.jspecify.annotations.Nullable;

/** A value that is bound anew for each snapshot before the snapshot is published. */
final class LiveRef<T> implements Ref<T> {
    /**
     * How the value is read.
     *
     * @param <T> its type
     */
    interface Binding<T> {
        @Nullable
        T bind(Snapshot snapshot, Problems problems);
    }

    private final Publisher publisher;
    private final String key;
    private final Binding<T> binding;
    private volatile boolean closed;

    LiveRef(Publisher publisher, String key, Binding<T> binding) {
        this.publisher = publisher;
        this.key = key;
        this.binding = binding;
    }

    String key() {
        return key;
    }

    /** The value in a snapshot; null when there were problems. */
    @Nullable
    T bind(Snapshot snapshot, Problems problems) {
        return binding.bind(snapshot, problems);
    }

    @Override
    @SuppressWarnings("unchecked") // put there by this reference's own binding
    public T get() {
        publisher.checkOpen();
        Object value = publisher.current().refs().get(this);
        if (closed || value == null) {
            throw new IllegalStateException("the live value of '" + key + "' is closed");
        }
        return (T) value;
    }

    @Override
    public void close() {
        closed = true;
        publisher.forget(this);
    }
}
