package io.midplatform.local.disk;

import io.midplatform.spi.DriverException;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.spi.BucketDriver.Deletion;
import java.util.ArrayList;
import java.util.List;

/** Deletes objects; their files are removed afterwards. */
final class Removal implements Mutation<List<ItemOutcome<Void>>> {
    private final ObjectFiles files;
    private final long bucket;
    private final List<Deletion> items;
    private final List<Long> removed = new ArrayList<>();

    Removal(ObjectFiles files, long bucket, List<Deletion> items) {
        this.files = files;
        this.bucket = bucket;
        this.items = items;
    }

    @Override
    public List<ItemOutcome<Void>> apply(Session session) throws Exception {
        List<ItemOutcome<Void>> outcomes = new ArrayList<>(items.size());
        for (Deletion item : items) {
            try {
                long file = ObjectTable.delete(session, bucket, item.key(), item.ifMatch());
                if (file != ObjectTable.NONE) {
                    removed.add(file);
                }
                outcomes.add(ItemOutcome.done());
            } catch (DriverException e) {
                outcomes.add(ItemOutcome.failed(e)); // its condition; the database's own failures end all
            }
        }
        return outcomes;
    }

    @Override
    public void ended(End end) {
        if (end == End.COMMITTED) {
            removed.forEach(files::delete);
        }
    }
}
