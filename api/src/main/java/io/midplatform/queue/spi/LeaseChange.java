package io.midplatform.queue.spi;

import java.time.Duration;

/**
 * A lease to prolong.
 *
 * @param lease the lease as it was granted last
 * @param length the new length from now
 */
public record LeaseChange(Lease lease, Duration length) {}
