package io.midplatform.azure.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** Request-response operations on a queue's {@code $management} node. Guarded by the fake. */
final class BusManagement {
    private final ServiceBusFake fake;
    private final BusQueue queue;

    BusManagement(ServiceBusFake fake, BusQueue queue) {
        this.fake = fake;
        this.queue = queue;
    }

    Message answer(Message request, @Nullable Binary transaction) {
        String operation =
                String.valueOf(request.getApplicationProperties().getValue().get("operation"));
        Map<String, Object> properties = new HashMap<>();
        Message response = Proton.message();
        try {
            fake.fail(operation);
            Object body = ((AmqpValue) request.getBody()).getValue();
            Map<String, Object> result = run(operation, (Map<?, ?>) body, transaction);
            boolean nothing = result.get("messages") instanceof List<?> found && found.isEmpty();
            properties.put("statusCode", nothing ? 204 : 200);
            properties.put("statusDescription", "OK");
            response.setBody(new AmqpValue(result));
        } catch (BusFailure e) {
            properties.put("statusCode", e.status());
            properties.put("statusDescription", e.getMessage());
            properties.put("errorCondition", e.asCondition().getCondition());
            response.setBody(new AmqpValue(new HashMap<>()));
        }
        response.setApplicationProperties(new ApplicationProperties(properties));
        response.setCorrelationId(request.getMessageId());
        return response;
    }

    private Map<String, Object> run(String operation, Map<?, ?> body, @Nullable Binary transaction) {
        return switch (operation) {
            case "com.microsoft:renew-lock" -> renewLocks((Object[]) body.get("lock-tokens"));
            case "com.microsoft:renew-session-lock" -> renewSession(String.valueOf(body.get("session-id")));
            case "com.microsoft:peek-message" -> peek(body);
            case "com.microsoft:update-disposition" -> updateDisposition(body, transaction);
            case "com.microsoft:schedule-message" -> schedule((List<?>) body.get("messages"));
            case "com.microsoft:cancel-scheduled-message" -> cancel(body.get("sequence-numbers"));
            default -> throw new BusFailure("amqp:not-implemented", "The operation " + operation + " is unknown.");
        };
    }

    private Map<String, Object> renewLocks(Object[] tokens) {
        Date[] until = new Date[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            BusMessage message = queue.locked((UUID) tokens[i]);
            if (message.session != null) {
                throw new BusFailure("amqp:not-allowed", "The lock of a message in a session is the session's.");
            }
            message.lockedUntil = fake.now().plus(queue.options.lock());
            until[i] = Date.from(message.lockedUntil);
        }
        return Map.of("expirations", until);
    }

    private Map<String, Object> renewSession(String id) {
        BusSession session = queue.sessions.get(id);
        if (session == null) {
            throw BusFailure.sessionLockLost();
        }
        Instant until = fake.now().plus(queue.options.lock());
        session.lockedUntil = until;
        return Map.of("expiration", Date.from(until));
    }

    private Map<String, Object> peek(Map<?, ?> body) {
        long from = ((Number) body.get("from-sequence-number")).longValue();
        int count = ((Number) body.get("message-count")).intValue();
        Object session = body.get("session-id");
        List<Map<String, Object>> messages = new ArrayList<>();
        for (BusMessage message : queue.peek(from, count, session == null ? null : session.toString())) {
            messages.add(Map.of("message", new Binary(message.encode())));
        }
        return Map.of("messages", messages);
    }

    private Map<String, Object> updateDisposition(Map<?, ?> body, @Nullable Binary transaction) {
        List<Runnable> outcomes = new ArrayList<>();
        for (Object token : (Object[]) body.get("lock-tokens")) {
            outcomes.add(
                    BusSettling.prepare(queue, (UUID) token, String.valueOf(body.get("disposition-status")), body));
        }
        if (transaction == null) {
            outcomes.forEach(Runnable::run);
        } else {
            outcomes.forEach(outcome -> fake.transactions().enlist(outcome, transaction));
        }
        return Map.of();
    }

    private Map<String, Object> schedule(List<?> entries) {
        long[] numbers = new long[entries.size()];
        for (int i = 0; i < numbers.length; i++) {
            Binary bytes = (Binary) ((Map<?, ?>) entries.get(i)).get("message");
            Message message = Proton.message();
            message.decode(bytes.getArray(), bytes.getArrayOffset(), bytes.getLength());
            numbers[i] = queue.enqueue(message);
        }
        return Map.of("sequence-numbers", numbers);
    }

    private Map<String, Object> cancel(Object numbers) {
        if (numbers instanceof long[] all) {
            for (long number : all) {
                remove(number);
            }
        } else {
            for (Object number : (Object[]) numbers) {
                remove(((Number) number).longValue());
            }
        }
        return Map.of();
    }

    private void remove(long number) {
        if (queue.messages.remove(number) == null) {
            throw new BusFailure("com.microsoft:message-not-found", "There is no such scheduled message.");
        }
    }
}
