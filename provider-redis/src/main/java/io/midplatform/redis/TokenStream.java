package io.midplatform.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.midplatform.Registration;
import io.midplatform.redis.RedisTokens.Token;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Tokens as Lettuce wants them: the latest for a connection that is made, each new one for those that are open. They are renewed after two thirds
 * of their life; while that fails it is tried again, and the last one serves until it ends. Thread-safe.
 */
final class TokenStream implements ImmediateRedisCredentialsProvider, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenStream.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    /** However long tokens live: services end connections, too, which were given no new one for half a day. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(8);

    private static final int MOST_DOUBLINGS = 5;

    private final RedisTokens source;
    private final PlatformTime time;
    private final Executor executor;
    private final Sinks.Many<RedisCredentials> stream = Sinks.many().replay().latest();
    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private @Nullable Token last;
    private @Nullable Throwable failure;
    private @Nullable Registration alarm;
    private int failures;
    private boolean closed;

    TokenStream(RedisTokens source, PlatformTime time, Executor executor) {
        this.source = source;
        this.time = time;
        this.executor = executor;
    }

    /** Asks for the first token, in the background. */
    void open() {
        start();
    }

    /** Done once the first token has come, or could not be made: before, connections would be made in vain. */
    CompletionStage<?> begun() {
        return begun;
    }

    /**
     * At once: what comes later Lettuce takes on another thread, and then gives connections out a moment before they are usable.
     */
    @Override
    public RedisCredentials resolveCredentialsNow() {
        lock.lock();
        try {
            Token known = last;
            if (known != null && time.instant().isBefore(known.expiresAt())) {
                return credentials(known);
            }
            throw new TokenException(failure);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean supportsStreaming() {
        return true;
    }

    @Override
    public Flux<RedisCredentials> credentials() {
        return stream.asFlux();
    }

    private static RedisCredentials credentials(Token token) {
        return RedisCredentials.just(token.username(), token.password().reveal());
    }

    @SuppressWarnings("IllegalCatch")
    private void renew() {
        try {
            renewed(source.token());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        } catch (Exception | LinkageError | StackOverflowError e) {
            failed(e);
        }
    }

    private void renewed(Token token) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            last = token;
            failure = null;
            failures = 0;
            schedule(pause(Duration.between(time.instant(), token.expiresAt())));
        } finally {
            lock.unlock();
        }
        begun.complete(true);
        stream.tryEmitNext(credentials(token));
    }

    private void failed(Throwable thrown) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            failure = thrown;
            schedule(SHORTEST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures++)));
        } finally {
            lock.unlock();
        }
        LOG.warn(
                "A token for Redis could not be made ({}); it is tried again",
                thrown.getClass().getName());
        begun.complete(false);
    }

    private static Duration pause(Duration life) {
        Duration most = LONGEST_PAUSE.multipliedBy(2);
        Duration pause =
                (life.compareTo(most) > 0 ? most : life).multipliedBy(2).dividedBy(3);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            return LONGEST_PAUSE;
        }
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    private void schedule(Duration pause) {
        alarm = time.schedule(this::start, pause);
    }

    private void start() {
        try {
            executor.execute(this::renew);
        } catch (RejectedExecutionException e) {
            failed(e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (alarm != null) {
                alarm.close();
            }
        } finally {
            lock.unlock();
        }
        stream.tryEmitComplete();
    }
}
