package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream of unknown length never stands in memory as a whole. */
class LargeStreamTest {
    private static final long GIBIBYTE = 1L << 30;

    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("try") // waiting for the child may be interrupted, which fails the test
    void putAndGet_gibibyteOfUnknownLength_needs64MebibytesAtMost() throws Exception {
        try (ChildJvm child = ChildJvm.start(
                List.of("-Xmx64m"), LargeStreamChild.class, folder.toString(), Long.toString(GIBIBYTE))) {
            assertThat(child.line()).isEqualTo(GIBIBYTE + " " + GIBIBYTE + " true");
            assertThat(child.exitCode()).isZero();
        }
    }
}
