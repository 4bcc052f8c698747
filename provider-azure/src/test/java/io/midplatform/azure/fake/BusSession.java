package io.midplatform.azure.fake;

import java.time.Instant;

/** A session that a link has locked. Guarded by the fake. */
final class BusSession {
    final String id;
    final BusOutbound owner;
    Instant lockedUntil;

    BusSession(String id, BusOutbound owner, Instant lockedUntil) {
        this.id = id;
        this.owner = owner;
        this.lockedUntil = lockedUntil;
    }
}
