package io.midplatform.queue.spi;

import java.time.Duration;

/**
 * A message to make visible again.
 *
 * @param lease the lease as it was granted last
 * @param delay after how long it becomes visible
 * @param unseen whether no handler has seen the message: a driver that can takes the delivery off its count again
 */
public record GiveBack(Lease lease, Duration delay, boolean unseen) {}
