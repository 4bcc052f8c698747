package io.midplatform.cache.spi;

import io.midplatform.spi.ItemOutcome;
import java.util.List;

/**
 * What became of a driver's {@link CacheDriver#put}; outcomes stand in the order of what was asked for.
 *
 * @param outcomes for each write whether it was made
 * @param alongside for each key read its bytes, null when there is no entry
 */
public record CacheWritten(List<ItemOutcome<Boolean>> outcomes, List<ItemOutcome<byte[]>> alongside) {}
