package io.midplatform.engine.call;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes several things, all of them whatever one throws: an exception is logged, an error is thrown once all are closed. Not thread-safe. */
public final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private @Nullable Error error;

    /** Starts. */
    public Closing() {}

    /** One thing's close. */
    public interface Step {
        /**
         * Closes it.
         *
         * @throws Exception when it cannot be closed
         */
        void run() throws Exception;
    }

    /**
     * Closes one thing.
     *
     * @param what what it is, for the log
     * @param step closes it
     */
    @SuppressWarnings("IllegalCatch") // one that fails does not keep the others open
    public void close(String what, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.warn("{} could not be closed", what, e);
        } catch (Error e) {
            if (error == null) {
                error = e;
            } else if (error != e) {
                error.addSuppressed(e);
            }
        }
    }

    /** Throws the first error that there was. */
    public void end() {
        if (error != null) {
            throw error;
        }
    }
}
