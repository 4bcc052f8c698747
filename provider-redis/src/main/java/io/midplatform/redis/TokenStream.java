package io.midplatform.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.midplatform.Registration;
import io.midplatform.redis.RedisTokens.Token;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Tokens as Lettuce wants them: the latest for a connection that is made, each new one for those that are open. They are renewed after two thirds
 * of their life; while that fails it is tried again, and the last one serves until it ends. Thread-safe.
 */
final class TokenStream implements RedisCredentialsProvider, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenStream.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    private final RedisTokens source;
    private final PlatformTime time;
    private final Executor executor;
    private final Sinks.Many<RedisCredentials> stream = Sinks.many().replay().latest();
    private final ReentrantLock lock = new ReentrantLock();
    private CompletableFuture<Token> first = new CompletableFuture<>();
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
        executor.execute(this::renew);
    }

    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        return Mono.defer(() -> {
            lock.lock();
            try {
                Token known = last;
                if (known != null && time.instant().isBefore(known.expiresAt())) {
                    return Mono.just(credentials(known));
                }
                if (known != null || failure != null) {
                    return Mono.error(new TokenException(failure));
                }
                return Mono.fromFuture(first, true).map(TokenStream::credentials);
            } finally {
                lock.unlock();
            }
        });
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
        } catch (Exception e) {
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
            Duration life = Duration.between(time.instant(), token.expiresAt());
            Duration pause = life.multipliedBy(2).dividedBy(3);
            schedule(pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause);
        } finally {
            lock.unlock();
        }
        first.complete(token);
        stream.tryEmitNext(credentials(token));
    }

    private void failed(Exception thrown) {
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
        first.completeExceptionally(new TokenException(thrown));
    }

    private void schedule(Duration pause) {
        alarm = time.schedule(() -> executor.execute(this::renew), pause);
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
        first.completeExceptionally(new IllegalStateException("the platform is closed"));
    }
}
