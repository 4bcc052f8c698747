package io.midplatform.config.spi;

import io.midplatform.spi.Deadline;
import java.util.Optional;

/** What a {@link ConfigSourceDriver} implements as well when it can be written. The caller has checked keys and values. */
public interface WritableSource {
    /**
     * Reads one value.
     *
     * @param key the dotted key
     * @param deadline when to give up
     * @return the value, empty when there is none
     * @throws Exception what the vendor throws
     */
    Optional<String> read(String key, Deadline deadline) throws Exception;

    /**
     * Writes one value, or removes it.
     *
     * @param key the dotted key
     * @param value the new value, empty to remove the key
     * @param deadline when to give up
     * @return whether there was a value before
     * @throws Exception what the vendor throws
     */
    boolean write(String key, Optional<String> value, Deadline deadline) throws Exception;

    /**
     * Writes one value if the present one is as expected, atomically.
     *
     * @param key the dotted key
     * @param expected the present value, empty for none
     * @param value the new value
     * @param deadline when to give up
     * @return whether it was written
     * @throws Exception what the vendor throws
     */
    boolean compareAndSet(String key, Optional<String> expected, String value, Deadline deadline) throws Exception;
}
