package io.midplatform.config.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.WatchedSource;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Closing;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.engine.settings.Setting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One source at work: read at start, then whenever it says so or it is time to ask; what fails leaves the last content in place. */
final class Source {
    private static final Logger LOG = LoggerFactory.getLogger(Source.class);
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** How long an executor that refuses work is left alone. */
    static final Duration AGAIN = Duration.ofSeconds(1);

    private final NamedSource named;
    private final int index;
    private final int rank;
    private final Contents contents;
    private final ResourceContext context;
    private final ResourceHealth health;
    private final Duration settle;
    private final Calls calls;
    private final ReentrantLock reading = new ReentrantLock(); // a driver is asked by one thread at a time
    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable String version;
    private boolean failing;
    private boolean unreadable; // the version that is known could not be flattened
    private volatile boolean closed;
    private volatile Registration next = () -> {};
    private volatile Registration watch = () -> {};
    private @Nullable Publisher publisher;

    Source(NamedSource named, int index, int rank, Contents contents, ResourceContext config, Duration settle) {
        this.named = named;
        this.index = index;
        this.rank = rank;
        this.contents = contents;
        this.settle = settle;
        this.context = new ResourceContext(
                config.capability(),
                named.instance(),
                named.name(),
                config.time(),
                config.executor(),
                config.observations(),
                config.lifecycle(),
                // its calls' failures are told as trouble of a part: the configuration as a whole still answers
                new ResourceHealth(config.time()),
                config.codecs(),
                config.leaks());
        this.health = config.health();
        this.calls = new Calls(context, named.settings().timeout(), driver()::classify);
    }

    ConfigSourceDriver driver() {
        return named.driver();
    }

    String name() {
        return named.name();
    }

    Calls calls() {
        return calls;
    }

    /** The first read. */
    Map<String, Setting> load() {
        reading.lock();
        try {
            Map<String, Setting> layer = calls.call("load", null, null, deadline -> {
                SourceContent content = driver().load(deadline);
                Map<String, Setting> flat = layer(content);
                version = content.version();
                return flat;
            });
            return layer;
        } catch (PlatformException e) {
            boolean required = named.settings().startup() == SourceSettings.Startup.REQUIRED;
            if (required || e.code() == ErrorCode.CANCELLED) { // who interrupts the start does not want it to go on
                throw e;
            }
            trouble(e);
            return Map.of();
        } finally {
            reading.unlock();
        }
    }

    /** Starts to follow changes. */
    void follow(Publisher to) {
        publisher = to;
        if (failing) {
            to.countFailure(); // the first read, when there was nobody to count it
        }
        if (driver() instanceof WatchedSource watched) {
            watch = calls.call("watch", null, null, deadline -> watched.watch(this::changed));
        }
        scheduleNext();
    }

    /** The source says that it has changed: what comes within the next moment belongs to the same change. */
    private void changed() {
        if (!closed && told.compareAndSet(false, true)) {
            context.time().schedule(this::submit, settle);
        }
    }

    private void scheduleNext() {
        Duration interval = driver().pollInterval();
        if (interval.isZero() && (failing || (publisher != null && publisher.isUnsettled()))) {
            interval = RETRY;
        }
        if (!closed && !interval.isZero()) {
            // up to a tenth earlier, so that the instances of a program do not all ask at once
            long nanos = interval.toNanos();
            long early = ThreadLocalRandom.current().nextLong(Math.max(1, nanos / 10));
            next = context.time().schedule(this::submit, Duration.ofNanos(nanos - early));
        }
    }

    private void submit() {
        if (closed || context.lifecycle().isClosed()) {
            return;
        }
        try {
            context.executor().execute(this::refresh);
        } catch (RejectedExecutionException full) {
            LOG.debug("A source of configuration was due while the executor took nothing", full);
            health.trouble(part(), false, "it cannot be read, its last values stay: the executor takes no more work");
            next.close();
            next = context.time().schedule(this::submit, AGAIN);
        }
    }

    private void refresh() {
        reading.lock();
        try {
            if (closed || context.lifecycle().isClosed()) {
                return;
            }
            next.close();
            told.set(false); // what is told from here on leads to another read
            if (!read() && publisher != null) {
                publisher.again();
            }
        } catch (IllegalStateException e) {
            if (!context.lifecycle().isClosed()) {
                throw e;
            }
            LOG.debug("A source of configuration was being read while the platform closed", e);
        } finally {
            scheduleNext();
            reading.unlock();
        }
    }

    /** Asks for news and publishes it; false when there is none that can be read. */
    private boolean read() {
        try {
            return readNews();
        } catch (PlatformException e) {
            trouble(e);
            return false;
        }
    }

    private boolean readNews() {
        String known = version;
        Optional<SourceContent> content = calls.call(
                "refresh",
                null,
                null,
                deadline ->
                        known == null ? Optional.of(driver().load(deadline)) : driver().changedSince(known, deadline));
        if (content.isPresent()) {
            version = content.get().version(); // broken or not, it is not asked for again
            unreadable = true;
            Map<String, Setting> layer = calls.call("parse", null, null, deadline -> layer(content.get()));
            unreadable = false;
            if (publisher != null) {
                publisher.update(index, layer);
            }
        }
        if (unreadable) {
            return false;
        }
        if (failing) {
            failing = false;
            LOG.info("The configuration source {} can be read again", name());
        }
        health.well(part());
        return content.isPresent();
    }

    private Map<String, Setting> layer(SourceContent content) {
        return contents.layer(name(), rank, named.settings().prefix(), content);
    }

    private void trouble(PlatformException e) {
        if (publisher != null) {
            publisher.countFailure();
        }
        String effect = version == null ? "it has no values yet" : "its last values stay";
        health.trouble(part(), false, "it cannot be read, " + effect + ": " + e.code());
        if (!failing) {
            // once per outage, and without the cause: what a vendor's exception quotes is not known
            LOG.warn("The configuration source {} cannot be read, {}: {}", name(), effect, e.getMessage());
        }
        failing = true;
    }

    private String part() {
        return "source " + name();
    }

    void close(Closing closing) {
        closed = true;
        closing.close("The watch of the configuration source " + name(), watch::close);
        next.close();
    }

    void closeDriver(Closing closing) {
        closing.close("The configuration source " + name(), driver()::close);
    }
}
