package io.midplatform.queue;

/**
 * What became of a worker's messages when it was closed.
 *
 * @param finished how many handlers ended while it drained, well or with an error
 * @param givenBack how many messages were given back: not started, or interrupted
 * @param abandoned how many handlers were still running when the time was over; their messages come back when the leases end
 */
public record DrainReport(long finished, long givenBack, long abandoned) {}
