package io.midplatform.config;

/**
 * Counts of a configuration since its start.
 *
 * @param published changes that became visible
 * @param refused changes that a live value refused; a refused change that stays refused counts once
 * @param failed reads of sources that failed
 */
public record ConfigStats(long published, long refused, long failed) {}
