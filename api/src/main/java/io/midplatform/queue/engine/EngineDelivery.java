package io.midplatform.queue.engine;

import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.spi.ReceivedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A delivery as the application sees it. */
final class EngineDelivery<T> extends LeasedMessage implements Delivery<T> {
    private final EngineQueue<T> queue;
    private volatile @Nullable T payload;

    EngineDelivery(EngineQueue<T> queue, ReceivedMessage received) {
        super(received, queue.time());
        this.queue = queue;
    }

    @Override
    public String id() {
        return message().id();
    }

    @Override
    public int attempt() {
        return message().attempts();
    }

    @Override
    public T payload() {
        T decoded = payload;
        if (decoded == null) {
            decoded = queue.decode(message());
            payload = decoded;
        }
        return decoded;
    }

    @Override
    public byte[] body() {
        return queue.body(message());
    }

    @Override
    public Map<String, String> headers() {
        return message().headers();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(message().headers().get(Objects.requireNonNull(name, "name")));
    }

    @Override
    public Optional<String> orderingKey() {
        return Optional.ofNullable(message().orderingKey());
    }

    @Override
    public Instant sentAt() {
        return message().sentAt();
    }

    @Override
    public Optional<DeadLetterInfo> deadLetterInfo() {
        return Optional.ofNullable(message().deadLetter());
    }

    @Override
    public Instant leaseUntil() {
        long left = lease().until() - queue.time().nanoTime();
        return queue.time().instant().plusNanos(left);
    }

    @Override
    public boolean leaseLost() {
        return isGone();
    }

    @Override
    public void extend(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a lease is more than zero, not " + duration);
        }
        queue.settler().extend(this, duration);
    }

    @Override
    public void ack() {
        queue.settler().ack(this);
    }

    @Override
    public void retry(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay is zero or more, not " + delay);
        }
        queue.checkRetryDelay(delay);
        queue.settler().retry(this, delay);
    }

    @Override
    public void deadLetter(String reason) {
        queue.deadLetter(this, Objects.requireNonNull(reason, "reason"), attempt());
    }

    boolean isSettled() {
        return state() == State.SETTLED || state() == State.SETTLING;
    }

    /** Whether an earlier message of its ordering key is going to be delivered again. */
    boolean isBehindLost() {
        KeyChain chain = chain();
        return chain != null && chain.isBehindLost(this);
    }

    boolean isOpen() {
        return state() == State.OPEN || state() == State.RENEWING;
    }

    @Override
    public String toString() {
        return "Delivery[" + id() + ", attempt " + attempt() + "]";
    }
}
