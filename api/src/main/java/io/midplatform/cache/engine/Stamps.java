package io.midplatform.cache.engine;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that no other write has had: a walk through all longs from a random start, mixed so that the walks of two processes do not meet in
 * practice. Never zero. Thread-safe.
 */
final class Stamps {
    private static final long STEP = 0x9E3779B97F4A7C15L; // odd, so that the walk visits every long once

    private final AtomicLong position = new AtomicLong(new SecureRandom().nextLong());

    long next() {
        long mixed = mix(position.getAndAdd(STEP));
        return mixed == 0 ? mix(position.getAndAdd(STEP)) : mixed;
    }

    private static long mix(long z) {
        // the finalizer of SplitMix64: a bijection, so that different positions give different stamps
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
