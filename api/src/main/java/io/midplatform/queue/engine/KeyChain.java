package io.midplatform.queue.engine;

import java.util.ArrayList;
import java.util.List;

/** The messages of one ordering key in one receive, in their order. Filled before it is shared, then read only. */
final class KeyChain {
    private final List<LeasedMessage> members = new ArrayList<>();

    void add(LeasedMessage member) {
        members.add(member);
        member.chain(this);
    }

    List<LeasedMessage> after(LeasedMessage member) {
        return members.subList(members.indexOf(member) + 1, members.size());
    }

    /** Whether an earlier message is going to be delivered again, so that a later one must not be settled before it. */
    boolean isBehindLost(LeasedMessage member) {
        for (LeasedMessage earlier : members) {
            if (earlier.equals(member)) {
                return false;
            }
            if (earlier.isGone()) {
                return true;
            }
        }
        return false;
    }
}
