package io.midplatform.azure.fake;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** A message in a queue of the fake. Guarded by the fake. */
final class BusMessage {
    enum State {
        ACTIVE(0),
        DEFERRED(1),
        SCHEDULED(2);

        private final int code;

        State(int code) {
            this.code = code;
        }
    }

    private static final Symbol SCHEDULED_AT = Symbol.valueOf("x-opt-scheduled-enqueue-time");

    final Message content;
    long sequence;
    Instant enqueued;
    State state = State.ACTIVE;

    /** How many deliveries have failed: the header {@code delivery-count}. */
    int failures;

    @Nullable
    UUID token;

    Instant lockedUntil = Instant.EPOCH;

    /** The session that it was delivered to: the lock is the session's. */
    @Nullable
    BusSession session;

    /** Whether a transaction has settled it, which has not ended yet. */
    boolean enlisted;

    BusMessage(Message content, Instant enqueued) {
        this.content = content;
        this.enqueued = enqueued;
    }

    @Nullable
    String sessionId() {
        return content.getGroupId();
    }

    @Nullable
    Instant scheduledAt() {
        MessageAnnotations annotations = content.getMessageAnnotations();
        Object at = annotations == null || annotations.getValue() == null
                ? null
                : annotations.getValue().get(SCHEDULED_AT);
        return at instanceof Date date ? date.toInstant() : null;
    }

    boolean isFree() {
        return state == State.ACTIVE && token == null;
    }

    void lock(Instant until) {
        token = UUID.randomUUID();
        lockedUntil = until;
    }

    void unlock() {
        token = null;
        session = null;
        enlisted = false;
    }

    Map<String, Object> properties() {
        ApplicationProperties known = content.getApplicationProperties();
        Map<String, Object> copy = new HashMap<>();
        if (known != null && known.getValue() != null) {
            copy.putAll(known.getValue());
        }
        return copy;
    }

    void properties(Map<String, Object> changed) {
        content.setApplicationProperties(new ApplicationProperties(changed));
    }

    /** The message as it goes over the wire now. */
    byte[] encode() {
        MessageAnnotations known = content.getMessageAnnotations();
        Map<Symbol, Object> annotations = new HashMap<>();
        if (known != null && known.getValue() != null) {
            annotations.putAll(known.getValue());
        }
        annotations.put(Symbol.valueOf("x-opt-sequence-number"), sequence);
        annotations.put(Symbol.valueOf("x-opt-enqueued-time"), Date.from(enqueued));
        annotations.put(Symbol.valueOf("x-opt-message-state"), state.code);
        Symbol until = Symbol.valueOf("x-opt-locked-until");
        annotations.remove(until);
        if (token != null) {
            annotations.put(until, Date.from(lockedUntil));
        }
        content.setMessageAnnotations(new MessageAnnotations(annotations));
        Header header = new Header();
        header.setDurable(true);
        header.setPriority(UnsignedByte.valueOf((byte) 4));
        content.setHeader(header);
        content.setDeliveryCount(failures);
        byte[] buffer = new byte[4096];
        while (true) {
            try {
                int length = content.encode(buffer, 0, buffer.length);
                byte[] exact = new byte[length];
                System.arraycopy(buffer, 0, exact, 0, length);
                return exact;
            } catch (java.nio.BufferOverflowException e) {
                buffer = new byte[buffer.length * 4];
            }
        }
    }

    /** The lock token in the byte order of .NET, as delivery tags are. */
    static byte[] tag(UUID token) {
        byte[] java = ByteBuffer.allocate(16)
                .putLong(token.getMostSignificantBits())
                .putLong(token.getLeastSignificantBits())
                .array();
        int[] order = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
        byte[] net = new byte[16];
        for (int i = 0; i < 16; i++) {
            net[i] = java[order[i]];
        }
        return net;
    }
}
