package io.midplatform.queue.spi;

/**
 * A message that was received.
 *
 * @param message the message
 * @param lease the right to settle it
 */
public record ReceivedMessage(StoredMessage message, Lease lease) {}
