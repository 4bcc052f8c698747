package io.midplatform.queue.engine;

import io.midplatform.PlatformException;
import io.midplatform.spi.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the bodies of one request's messages into the overflow bucket, several at a time. Thread-safe. */
final class ParallelPuts {
    private static final int MOST_AT_ONCE = 8;

    private final Wiring wiring;
    private final Bodies bodies;

    ParallelPuts(Wiring wiring, Bodies bodies) {
        this.wiring = wiring;
        this.bodies = bodies;
    }

    /** Puts what is to be put and gives the failures. The caller works too, so that an executor without a free thread delays nothing for ever. */
    Map<Parcel, PlatformException> putAll(String operation, List<Parcel> parcels, Deadline deadline) {
        List<Parcel> heavy = parcels.stream().filter(Parcel::isBodyWaiting).toList();
        if (heavy.isEmpty()) {
            return Map.of();
        }
        Run run = new Run(heavy, operation, deadline);
        for (int i = 1; i < Math.min(MOST_AT_ONCE, heavy.size()); i++) {
            try {
                wiring.context().executor().execute(run);
            } catch (RejectedExecutionException e) {
                break; // the caller does it alone
            }
        }
        run.run();
        return run.failures();
    }

    private final class Run implements Runnable {
        private final List<Parcel> parcels;
        private final String operation;
        private final Deadline deadline;
        private final AtomicInteger next = new AtomicInteger();
        private final Map<Parcel, PlatformException> failures = new ConcurrentHashMap<>();
        private final CountDownLatch left;

        Run(List<Parcel> parcels, String operation, Deadline deadline) {
            this.parcels = parcels;
            this.operation = operation;
            this.deadline = deadline;
            this.left = new CountDownLatch(parcels.size());
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < parcels.size(); i = next.getAndIncrement()) {
                Parcel parcel = parcels.get(i);
                try {
                    bodies.put(parcel, deadline);
                } catch (RuntimeException e) {
                    failures.put(parcel, wiring.calls().wrap(operation, null, e));
                } finally {
                    left.countDown();
                }
            }
        }

        /** Each put ends by the deadline, so that an interrupt only marks what follows. */
        Map<Parcel, PlatformException> failures() {
            boolean interrupted = false;
            while (true) {
                try {
                    left.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            for (Parcel parcel : parcels) {
                if (!parcel.isBodyPut() && !failures.containsKey(parcel)) {
                    Exception broken = new IllegalStateException("putting a body was broken off by an error");
                    failures.put(parcel, wiring.calls().wrap(operation, null, broken));
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return new HashMap<>(failures);
        }
    }
}
