package io.midplatform.config.engine;

import io.midplatform.config.Ref;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.ResourceContext;

/** What a caller holds of a live value, which the configuration itself holds as well: only so it is seen when the caller loses it. */
final class HeldRef<T> implements Ref<T> {
    private final LiveRef<T> ref;
    private final Leaks.Handle open;

    HeldRef(LiveRef<T> ref, ResourceContext context) {
        this.ref = ref;
        this.open = context.leaks().follow(Leaks.Kind.REF, this, context);
    }

    @Override
    public T get() {
        return ref.get();
    }

    @Override
    public void close() {
        ref.close();
        open.closed(this);
    }
}
