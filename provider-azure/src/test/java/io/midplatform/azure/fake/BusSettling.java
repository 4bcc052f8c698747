package io.midplatform.azure.fake;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.jspecify.annotations.Nullable;

/** What outcomes do to a locked message. Guarded by the fake. */
final class BusSettling {
    private BusSettling() {}

    /** Checks the lock now; what is returned carries the outcome out, at once or at the end of a transaction. */
    static Runnable prepare(BusQueue queue, UUID token, Object outcome) {
        BusMessage message = queue.locked(token);
        if (message.enlisted) {
            throw BusFailure.lockLost();
        }
        if (outcome instanceof Accepted) {
            return () -> queue.messages.remove(message.sequence);
        }
        if (outcome instanceof Rejected rejected) {
            Map<?, ?> info =
                    rejected.getError() == null ? null : rejected.getError().getInfo();
            return () -> queue.deadLetter(message, info == null ? Map.of() : info);
        }
        if (outcome instanceof Modified modified) {
            return () -> {
                BusQueue.change(message, modified.getMessageAnnotations());
                if (Boolean.TRUE.equals(modified.getUndeliverableHere())) {
                    message.unlock();
                    message.state = BusMessage.State.DEFERRED;
                } else {
                    queue.failed(message);
                }
            };
        }
        if (outcome instanceof Released) {
            return message::unlock;
        }
        throw new BusFailure("amqp:not-implemented", "The outcome " + outcome + " is unknown.");
    }

    static Runnable prepare(BusQueue queue, UUID token, String status, Map<?, ?> body) {
        return switch (status) {
            case "completed" -> prepare(queue, token, Accepted.getInstance());
            case "abandoned" -> prepare(queue, token, new Modified());
            case "suspended" -> {
                BusMessage message = queue.locked(token);
                Map<Object, Object> why = new HashMap<>();
                if (body.get("properties-to-modify") instanceof Map<?, ?> more) {
                    why.putAll(more);
                }
                put(why, "DeadLetterReason", body.get("deadletter-reason"));
                put(why, "DeadLetterErrorDescription", body.get("deadletter-description"));
                yield () -> queue.deadLetter(message, why);
            }
            case "defered" -> {
                Modified deferred = new Modified();
                deferred.setUndeliverableHere(true);
                yield prepare(queue, token, deferred);
            }
            default -> throw new BusFailure("amqp:not-implemented", "The status " + status + " is unknown.");
        };
    }

    private static void put(Map<Object, Object> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}
