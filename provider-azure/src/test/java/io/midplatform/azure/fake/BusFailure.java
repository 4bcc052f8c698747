package io.midplatform.azure.fake;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** What the service reports; the condition is AMQP's or Microsoft's own. */
final class BusFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String condition;

    BusFailure(String condition, String description) {
        super(description);
        this.condition = condition;
    }

    static BusFailure lockLost() {
        return new BusFailure(
                "com.microsoft:message-lock-lost",
                "The lock supplied is invalid. Either the lock expired, or the message has already been removed.");
    }

    static BusFailure sessionLockLost() {
        return new BusFailure("com.microsoft:session-lock-lost", "The session lock was lost. Request a new session.");
    }

    static BusFailure notFound(String name) {
        return new BusFailure(
                "amqp:not-found",
                "The messaging entity '" + name + "' could not be found. (40400: Endpoint not found)");
    }

    String condition() {
        return condition;
    }

    int status() {
        return switch (condition) {
            case "amqp:not-found", "com.microsoft:message-not-found" -> 404;
            case "amqp:unauthorized-access" -> 401;
            case "com.microsoft:message-lock-lost", "com.microsoft:session-lock-lost" -> 410;
            case "com.microsoft:server-busy" -> 503;
            default -> 400;
        };
    }

    ErrorCondition asCondition() {
        return new ErrorCondition(Symbol.valueOf(condition), getMessage());
    }
}
