package io.midplatform.queue.engine;

import java.util.Optional;

/**
 * {@code overflow.*} of a queue.
 *
 * @param bucket the logical name of the bucket into which pointers of other programs are followed; none are without it
 */
public record OverflowSettings(Optional<String> bucket) {}
