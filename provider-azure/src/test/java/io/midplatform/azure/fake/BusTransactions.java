package io.midplatform.azure.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.proton.amqp.Binary;

/** Transactions under way, and what they do when they are committed. Guarded by the fake. */
final class BusTransactions {
    private record Work(Runnable commit, Runnable rollback) {}

    private final Map<String, List<Work>> open = new HashMap<>();
    private long last;

    Binary declare() {
        String id = "txn-" + ++last;
        open.put(id, new ArrayList<>());
        return new Binary(id.getBytes(StandardCharsets.US_ASCII));
    }

    void enlist(BusQueue queue, UUID token, Object outcome, Binary transaction) {
        List<Work> work = work(transaction);
        Runnable commit = BusSettling.prepare(queue, token, outcome);
        BusMessage message = queue.locked(token);
        message.enlisted = true;
        work.add(new Work(commit, () -> message.enlisted = false));
    }

    void enlist(Runnable commit, Binary transaction) {
        work(transaction).add(new Work(commit, () -> {}));
    }

    private List<Work> work(Binary transaction) {
        List<Work> work = open.get(text(transaction));
        if (work == null) {
            throw new BusFailure("amqp:transaction:unknown-id", "There is no such transaction.");
        }
        return work;
    }

    void discharge(Binary transaction, boolean fail) {
        List<Work> work = work(transaction);
        open.remove(text(transaction));
        work.forEach(item -> (fail ? item.rollback() : item.commit()).run());
    }

    private static String text(Binary id) {
        return new String(id.getArray(), id.getArrayOffset(), id.getLength(), StandardCharsets.US_ASCII);
    }
}
