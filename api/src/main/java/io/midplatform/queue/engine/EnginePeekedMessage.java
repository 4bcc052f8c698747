package io.midplatform.queue.engine;

import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.PeekedMessage;
import io.midplatform.queue.spi.StoredMessage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A message that was looked at. */
final class EnginePeekedMessage<T> implements PeekedMessage<T> {
    private final EngineQueue<T> queue;
    private final StoredMessage message;

    EnginePeekedMessage(EngineQueue<T> queue, StoredMessage message) {
        this.queue = queue;
        this.message = message;
    }

    @Override
    public String id() {
        return message.id();
    }

    @Override
    public T payload() {
        return queue.decode(message);
    }

    @Override
    public byte[] body() {
        return queue.body(message);
    }

    @Override
    public Map<String, String> headers() {
        return message.headers();
    }

    @Override
    public Optional<String> orderingKey() {
        return Optional.ofNullable(message.orderingKey());
    }

    @Override
    public Instant sentAt() {
        return message.sentAt();
    }

    @Override
    public int attempts() {
        return message.attempts();
    }

    @Override
    public Optional<DeadLetterInfo> deadLetterInfo() {
        return Optional.ofNullable(message.deadLetter());
    }

    @Override
    public String toString() {
        return "PeekedMessage[" + id() + "]";
    }
}
