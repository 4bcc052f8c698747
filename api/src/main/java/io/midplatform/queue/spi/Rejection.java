package io.midplatform.queue.spi;

import io.midplatform.queue.DeadLetterInfo;

/**
 * A message to move to the service's own dead-letter queue.
 *
 * @param lease the lease as it was granted last
 * @param info what to keep with it
 */
public record Rejection(Lease lease, DeadLetterInfo info) {}
