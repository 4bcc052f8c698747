package io.midplatform.local.disk;

import java.util.BitSet;

/**
 * Which places of an upload's file are taken, and which of the recorded parts are known to be whole. The bytes of a recorded part never change, so
 * that a part that comes again goes elsewhere; only where they turned out not to be what was recorded is their place free again. Thread-safe.
 */
final class Places {
    private final BitSet taken;
    private final BitSet whole = new BitSet();
    private final BitSet broken = new BitSet();
    private boolean completing;

    Places(BitSet taken) {
        this.taken = taken;
    }

    /** False when the part must go elsewhere. */
    synchronized boolean take(int number) {
        if (completing || taken.get(number)) {
            return false;
        }
        taken.set(number);
        return true;
    }

    /** Nothing came of the part that took the place. */
    synchronized void release(int number) {
        taken.clear(number);
    }

    /** The part is recorded, with bytes that this process has written. */
    synchronized void recorded(int number) {
        whole.set(number);
        broken.clear(number);
    }

    synchronized boolean isWhole(int number) {
        return whole.get(number);
    }

    synchronized boolean isBroken(int number) {
        return broken.get(number);
    }

    /** What somebody found who read a part that another process had recorded. Says what holds, since it may have been recorded anew meanwhile. */
    synchronized boolean judge(PartRow part, boolean asRecorded) {
        int number = part.number();
        if (!whole.get(number) && !broken.get(number)) {
            (asRecorded ? whole : broken).set(number);
            if (!asRecorded && part.isInPlace()) {
                taken.clear(number);
            }
        }
        return asRecorded && whole.get(number);
    }

    /** From here on no place is given away. False when somebody completes it already. */
    synchronized boolean startCompleting() {
        if (completing) {
            return false;
        }
        completing = true;
        return true;
    }

    synchronized void reopen() {
        completing = false;
    }

    /** Whether no part behind a number has a place, or is about to have. */
    synchronized boolean endsWith(int number) {
        return taken.length() <= number + 1;
    }
}
