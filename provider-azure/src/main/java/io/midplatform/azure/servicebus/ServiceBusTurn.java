package io.midplatform.azure.servicebus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * One receive from the sessions of a queue: first one message of each, so that a busy one does not hide the others, then more of all. Guarded by the
 * lock of {@link ServiceBusSessions}.
 */
final class ServiceBusTurn {
    private final int max;
    private final List<ServiceBusReceipt> got = new ArrayList<>();
    private final List<ServiceBusSession> sessions = new ArrayList<>();
    private boolean deep;

    ServiceBusTurn(int max) {
        this.max = max;
    }

    List<ServiceBusReceipt> got() {
        return got;
    }

    List<ServiceBusSession> sessions() {
        return sessions;
    }

    boolean isFull() {
        return got.size() >= max;
    }

    boolean isDeep() {
        return deep;
    }

    /** Whether there is room for a message of one more session. */
    boolean needsSession() {
        long waiting = sessions.stream().filter(ServiceBusSession::isWaiting).count();
        return !deep && got.size() + waiting < max;
    }

    void draw(long now) {
        boolean more = true;
        while (more && !isFull()) {
            more = false;
            for (ServiceBusSession session : sessions) {
                ServiceBusReceipt next = isFull() ? null : session.take();
                if (next != null) {
                    more = true;
                    if (next.until() - now > 0) {
                        got.add(next);
                    } else {
                        session.done(next);
                    }
                }
            }
        }
    }

    /** Whether something that was asked for, or is about to be, is still to come. */
    boolean isExpecting() {
        return sessions.stream().anyMatch(ServiceBusSession::isExpecting);
    }

    /** Gives each session its share of what is still wanted. */
    void goDeep(ObjIntConsumer<ServiceBusSession> shares) {
        deep = true;
        int left = max - got.size();
        int share = sessions.isEmpty() ? 0 : (left + sessions.size() - 1) / sessions.size();
        for (ServiceBusSession session : sessions) {
            int now = Math.min(share, left);
            if (now > 0) {
                shares.accept(session, now);
                left -= now;
            }
        }
    }
}
