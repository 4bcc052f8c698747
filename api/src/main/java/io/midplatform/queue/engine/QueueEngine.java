package io.midplatform.queue.engine;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.config.DataSize;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.PayloadCodec;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.queue.DrainReport;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue that is open: what the platform keeps of it. The platform closes the workers of all queues first, then the queues.
 *
 * @param <T> the payload's type
 */
public final class QueueEngine<T> {
    private final EngineQueue<T> queue;
    private final @Nullable OverflowFolder folder;
    private final @Nullable OverflowSweep sweep;

    private QueueEngine(EngineQueue<T> queue, @Nullable OverflowFolder folder) {
        this.queue = queue;
        this.folder = folder;
        this.sweep = folder == null ? null : sweep(queue.wiring(), folder);
    }

    private static OverflowSweep sweep(Wiring wiring, OverflowFolder folder) {
        Duration keep = wiring.settings().overflow().kept(wiring.limits().retention());
        OverflowSweep sweep = new OverflowSweep(wiring.context(), folder, keep);
        sweep.start();
        return sweep;
    }

    /**
     * Opens a queue. Its dead-letter queue is opened when it is first needed.
     *
     * @param <T> the payload's type
     * @param context the resource
     * @param opener opens drivers
     * @param settings the queue's settings
     * @param type the payload's type
     * @param overflow the bucket of bodies that are too large, null without one
     * @return the open queue
     * @throws PlatformException {@code CONFIGURATION} for settings that the provider cannot follow, {@code UNSUPPORTED} for {@code ordered: true}
     *     where order is not kept, else what opening the driver brings
     */
    public static <T> QueueEngine<T> open(
            ResourceContext context,
            QueueOpener opener,
            QueueSettings settings,
            TypeRef<T> type,
            @Nullable Overflow overflow) {
        PayloadCodec<T> codec = PayloadCodec.of(context, type, settings.codec().orElse(null));
        String name = settings.physicalName(context.resource());
        QueueTarget target = new QueueTarget(
                name, null, settings.ordered(), settings.create().orElse(null));
        Wiring wiring = wire(context, opener, settings, target);
        try {
            check(wiring);
        } catch (PlatformException e) {
            wiring.driver().close();
            throw e;
        }
        OverflowFolder folder = overflow == null ? null : new OverflowFolder(context, overflow, name);
        DeadLetters<T> deadLetters =
                new DeadLetters<>(wiring, () -> openDeadLetters(context, opener, settings, name, codec, folder));
        return new QueueEngine<>(engineQueue(context.resource(), wiring, codec, folder, deadLetters), folder);
    }

    private static <T> EngineQueue<T> engineQueue(
            String name,
            Wiring wiring,
            PayloadCodec<T> codec,
            @Nullable OverflowFolder folder,
            @Nullable DeadLetters<T> deadLetters) {
        return new EngineQueue<>(name, wiring, codec, new Bodies(wiring, folder, codec.contentType()), deadLetters);
    }

    /**
     * The contract.
     *
     * @return the queue
     */
    public MessageQueue<T> queue() {
        return queue;
    }

    /**
     * The physical name of the queue at the provider.
     *
     * @return the name
     */
    public String physicalName() {
        return queue.wiring().driver().physicalName();
    }

    /**
     * What the queue can do.
     *
     * @return features and limits
     */
    public QueueCapabilities capabilities() {
        return queue.wiring().capabilities();
    }

    /**
     * Checks the live queue and, where it is a queue of its own, its dead-letter queue.
     *
     * @param deadline when to give up
     * @return a finding for each check made
     */
    public List<Finding> verify(Deadline deadline) {
        List<Finding> findings = new ArrayList<>(verify(queue.wiring(), deadline));
        queue.wiring().settings().minRetention().ifPresent(least -> findings.add(retention(least)));
        overflow(capabilities(), "messages", findings);
        if (queue.wiring().canDeadLetter()) {
            Wiring dead = ((EngineQueue<T>) queue.deadLetters()).wiring();
            overflow(dead.capabilities(), "dead letters", findings);
            for (Finding finding : verify(dead, deadline)) {
                findings.add(new Finding("dead letters: " + finding.check(), finding.status(), finding.detail()));
            }
        }
        return findings;
    }

    /** Lets the queue's workers fetch no more; what they have goes on. */
    public void stopWorkers() {
        workers().forEach(EngineWorker::stopFetching);
    }

    private List<EngineWorker<T>> workers() {
        List<EngineWorker<T>> workers = new ArrayList<>(queue.workers());
        EngineQueue<T> dead = queue.openedDeadLetters();
        if (dead != null) {
            workers.addAll(dead.workers());
        }
        return workers;
    }

    /**
     * Closes the queue's workers, each with its own report. New ones can still be started until the platform is closed.
     *
     * @param timeout how long handlers may take to finish, for all together
     * @return the reports
     */
    public List<DrainReport> closeWorkers(Duration timeout) {
        Deadline deadline = Deadline.after(queue.time(), timeout);
        List<EngineWorker<T>> workers = workers();
        workers.forEach(EngineWorker::stopFetching);
        List<DrainReport> reports = new ArrayList<>(workers.size());
        closeAll(workers, deadline, reports);
        return reports;
    }

    /** Closes all of them, whatever closing one throws. */
    private static <T> void closeAll(List<EngineWorker<T>> workers, Deadline deadline, List<DrainReport> reports) {
        if (workers.isEmpty()) {
            return;
        }
        try {
            reports.add(workers.get(0).close(deadline.remaining()));
        } finally {
            closeAll(workers.subList(1, workers.size()), deadline, reports);
        }
    }

    /** Closes the queue, its dead-letter queue and their drivers; receivers that wait are woken. */
    public void close() {
        if (sweep != null) {
            sweep.close();
        }
        if (folder != null) {
            folder.close();
        }
        EngineQueue<T> dead = queue.openedDeadLetters();
        if (dead != null) {
            close(dead);
        }
        close(queue);
    }

    private static void close(EngineQueue<?> queue) {
        queue.close();
        queue.wiring().driver().close();
    }

    private Finding retention(Duration least) {
        Duration kept = capabilities().limits().retention();
        return kept.compareTo(least) >= 0
                ? Finding.ok("retention")
                : new Finding(
                        "retention",
                        Finding.Status.WARNING,
                        "messages are kept for " + kept + " only, and min-retention is " + least
                                + "; raise the queue's retention.");
    }

    /** A message whose body is swept before it goes itself is lost. */
    private void overflow(QueueCapabilities held, String what, List<Finding> findings) {
        OverflowSettings overflow = queue.wiring().settings().overflow();
        if (overflow.bucket().isEmpty()) {
            return;
        }
        Duration kept = overflow.kept(capabilities().limits().retention());
        Duration needed = held.limits().retention();
        findings.add(
                kept.compareTo(needed) >= 0
                        ? Finding.ok("overflow of " + what)
                        : new Finding(
                                "overflow of " + what,
                                Finding.Status.WARNING,
                                what + " are kept for " + needed + ", but bodies in the overflow bucket for " + kept
                                        + " only; raise overflow.keep."));
    }

    private static List<Finding> verify(Wiring wiring, Deadline deadline) {
        try {
            return wiring.driver().verify(deadline);
        } catch (Exception e) {
            throw wiring.calls().wrap("verify", null, e);
        }
    }

    private static <T> EngineQueue<T> openDeadLetters(
            ResourceContext source,
            QueueOpener opener,
            QueueSettings settings,
            String name,
            PayloadCodec<T> codec,
            @Nullable OverflowFolder folder) {
        ResourceContext context = new ResourceContext(
                source.capability(),
                source.instance(),
                source.resource() + " dead letters",
                source.time(),
                source.executor(),
                source.observations(),
                source.lifecycle(),
                source.health(),
                source.codecs(),
                source.leaks());
        QueueTarget target = new QueueTarget(
                settings.deadLetterName(source.resource()),
                name,
                settings.ordered(),
                settings.create().orElse(null));
        Wiring wiring = wire(context, opener, settings, target);
        return engineQueue(source.resource(), wiring, codec, folder, null);
    }

    private static Wiring wire(
            ResourceContext context, QueueOpener opener, QueueSettings settings, QueueTarget target) {
        QueueDriver driver = open(context, opener, settings, target);
        Calls calls = new Calls(context, settings.timeout(), driver::classify);
        return new Wiring(context, driver, driver.capabilities(), calls, settings, target.deadLettersOf() != null);
    }

    private static QueueDriver open(
            ResourceContext context, QueueOpener opener, QueueSettings settings, QueueTarget target) {
        try {
            return opener.open(target);
        } catch (Exception e) {
            Calls opening = new Calls(
                    context,
                    settings.timeout(),
                    thrown -> Failure.of(ErrorCode.UNKNOWN, "the queue could not be opened; see the cause."));
            throw opening.wrap("open", null, e);
        }
    }

    private static void check(Wiring wiring) {
        if (wiring.settings().ordered()) {
            wiring.require("open", QueueFeature.ORDERED);
        }
        boolean own = wiring.capabilities().support(QueueFeature.DEAD_LETTERS) == io.midplatform.Support.NATIVE;
        if (own && wiring.settings().deadLetter().isPresent()) {
            throw refused(wiring, "the service has a dead-letter queue of its own, so that none can be named.")
                    .advice("Remove 'dead-letter' from the queue's settings.")
                    .build();
        }
        int most = wiring.limits().messageBytes();
        DataSize threshold = wiring.settings().overflow().threshold().orElse(null);
        if (threshold != null && threshold.bytes() > most) {
            throw refused(
                            wiring,
                            "'overflow.threshold' is " + threshold + ", and the queue takes messages of at most " + most
                                    + " bytes.")
                    .advice("Lower it, or leave it out: then it is the queue's limit.")
                    .build();
        }
    }

    private static PlatformException.Builder refused(Wiring wiring, String reason) {
        return PlatformException.of(ErrorCode.CONFIGURATION, reason)
                .provider(wiring.context().instance())
                .resource(Capability.QUEUE, wiring.context().resource());
    }
}
