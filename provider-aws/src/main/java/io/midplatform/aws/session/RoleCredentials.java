package io.midplatform.aws.session;

import io.midplatform.spi.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials of a role, asked for on a thread of their own. The SDK would ask STS on the thread of the call, whose time-out cannot end that
 * request: a silent STS would hold the call for a socket time-out, and let it look interrupted. Here the call leaves at once, and what STS says in the
 * end is there for the next one. While the known credentials are good enough nobody waits. Thread-safe.
 */
final class RoleCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    /** The SDK renews from five minutes before the end on, and takes what has less than one left for too old. */
    private static final Duration RENEWED = Duration.ofMinutes(5);

    private static final Duration STALE = Duration.ofMinutes(1);

    private final AwsCredentialsProvider provider;
    private final ReentrantLock lock = new ReentrantLock();
    private final ExecutorService thread;
    private volatile @Nullable AwsCredentials known;
    private @Nullable CompletableFuture<AwsCredentials> renewal;

    RoleCredentials(AwsCredentialsProvider provider) {
        this.provider = provider;
        this.thread = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "midplatform-aws-role");
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public AwsCredentials resolveCredentials() {
        AwsCredentials present = known;
        if (present != null && lasts(present, RENEWED)) {
            return present;
        }
        CompletableFuture<AwsCredentials> renewed = renew();
        return present != null && lasts(present, STALE) ? present : await(renewed);
    }

    /** Waits until there are credentials to sign with, within a call's time: signing itself knows none. */
    void await(Deadline deadline) throws InterruptedException, TimeoutException {
        AwsCredentials present = known;
        if (present != null && lasts(present, STALE)) {
            return;
        }
        try {
            renew().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static boolean lasts(AwsCredentials credentials, Duration time) {
        return credentials
                .expirationTime()
                .map(end -> Instant.now().plus(time).isBefore(end))
                .orElse(false);
    }

    /** The renewal that is under way, or a new one. */
    private CompletableFuture<AwsCredentials> renew() {
        lock.lock();
        try {
            CompletableFuture<AwsCredentials> running = renewal;
            if (running != null && !running.isDone()) {
                return running;
            }
            AwsCredentials present = known; // read after isDone(): a renewal that has just ended has set it
            if (present != null && lasts(present, RENEWED)) {
                return CompletableFuture.completedFuture(present);
            }
            running = CompletableFuture.supplyAsync(
                    () -> {
                        AwsCredentials fresh = provider.resolveCredentials();
                        known = fresh;
                        return fresh;
                    },
                    thread);
            renewal = running;
            return running;
        } finally {
            lock.unlock();
        }
    }

    private static AwsCredentials await(CompletableFuture<AwsCredentials> renewed) {
        try {
            return renewed.get();
        } catch (InterruptedException e) {
            // as the SDK's own steps do: it then tells its time-out from an interrupt
            RoleCredentials.<RuntimeException>throwAsItIs(e);
            throw new IllegalStateException(e); // never reached
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void throwAsItIs(Exception thrown) throws E {
        throw (E) thrown;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        lock.lock();
        try {
            if (renewal != null) {
                renewal.completeExceptionally(new IllegalStateException("the platform is closed"));
            }
        } finally {
            lock.unlock();
        }
    }
}
