package io.midplatform.config.engine;

import io.midplatform.Registration;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.ResourceContext;

/** What a caller holds of a listener, which the configuration itself holds as well. */
final class HeldRegistration implements Registration {
    private final Registration registration;
    private final Leaks.Handle open;

    HeldRegistration(Registration registration, ResourceContext context) {
        this.registration = registration;
        this.open = context.leaks().follow(Leaks.Kind.REGISTRATION, this, context);
    }

    @Override
    public void close() {
        registration.close();
        open.closed(this);
    }
}
