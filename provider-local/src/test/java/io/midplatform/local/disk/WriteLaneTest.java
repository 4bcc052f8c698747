package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.local.Durability;
import io.midplatform.testkit.TestTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the store that end badly. */
class WriteLaneTest {
    private final TestTime time = new TestTime();

    @TempDir
    Path folder;

    @Test
    void errorInAChange_isTold_andTheNextOneIsMade() throws Exception {
        AssertionError broken = new AssertionError("the change's own");
        List<Mutation.End> ended = new ArrayList<>();
        try (DiskStore store = DiskStore.open(folder, Durability.PROCESS, time)) {
            Mutation<String> bad = new Mutation<>() {
                @Override
                public String apply(Session session) {
                    throw broken;
                }

                @Override
                public void ended(End end) {
                    ended.add(end);
                }
            };
            assertThatThrownBy(() -> store.database().write(bad, Samples.soon(time)))
                    .hasCause(broken);
            assertThat(ended).as("told once").containsExactly(Mutation.End.ROLLED_BACK);
            assertThat(store.database().<String>write(session -> "made", Samples.soon(time)))
                    .isEqualTo("made");
        }
    }
}
