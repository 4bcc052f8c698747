package io.midplatform.engine;

import io.midplatform.queue.engine.QueueEngine;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Driver;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import java.util.List;
import java.util.Optional;

/** What reports ask of a resource. */
sealed interface Inspected {
    /** The name at the provider. */
    String physicalName();

    /** The limits that the live resource has told; empty where those of the provider count. */
    Optional<Record> limits();

    /** Checks the live resource; a resource that cannot be asked is a failed finding. */
    List<Finding> verify(Deadline deadline);

    /** Closes the drivers. */
    void close();

    /** A resource with one driver. */
    record OfDriver(Driver driver) implements Inspected {
        @Override
        public String physicalName() {
            return driver.physicalName();
        }

        @Override
        @SuppressWarnings("IllegalCatch")
        public List<Finding> verify(Deadline deadline) {
            try {
                return driver.verify(deadline);
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                Failure failure = e instanceof DriverException own ? own.failure() : driver.classify(e);
                return List.of(new Finding("answers", Finding.Status.FAILED, failure.code() + ": " + failure.reason()));
            }
        }

        @Override
        public Optional<Record> limits() {
            return Optional.empty();
        }

        @Override
        public void close() {
            driver.close();
        }
    }

    /** A queue, which has a driver for its dead letters too. */
    record OfQueue(QueueEngine<?> engine) implements Inspected {
        @Override
        public String physicalName() {
            return engine.physicalName();
        }

        @Override
        public List<Finding> verify(Deadline deadline) {
            return engine.verify(deadline);
        }

        @Override
        public Optional<Record> limits() {
            return Optional.of(engine.capabilities().limits());
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
