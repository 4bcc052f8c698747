package io.midplatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The detector can find: with marks of its own, so that the guard of the whole run stays quiet. */
class SecretWatchTest {
    private static final String ANYWHERE = "wat3r-m4rk";
    private static final String NOT_LOGGED = "b00k-m4rk";
    private static final Logger LOG = Logger.getLogger("some.library");

    private final SecretWatch watch = SecretWatch.start(List.of(ANYWHERE), List.of(NOT_LOGGED));

    private String onlyFinding() {
        List<String> found = watch.end();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void logLine_isFound() {
        LOG.log(Level.INFO, "the value is {0}", ANYWHERE);
        assertThat(onlyFinding()).contains("some.library", ANYWHERE);
    }

    @Test
    void logLineOfALoggerThatInheritsNoLevel_isFound() {
        Logger fine = Logger.getLogger("some.other");
        fine.setLevel(Level.FINE);
        fine.fine(ANYWHERE);
        assertThat(onlyFinding()).contains("some.other");
    }

    @Test
    void causeOfALoggedException_isFound() {
        LOG.log(Level.WARNING, "it failed", new IllegalStateException(new RuntimeException(ANYWHERE)));
        assertThat(onlyFinding()).contains("some.library");
    }

    @Test
    void exceptionNobodyLookedAt_isFound() {
        PlatformException made =
                PlatformException.of(ErrorCode.UNKNOWN, "x" + ANYWHERE).build();
        assertThat(made.code()).isEqualTo(ErrorCode.UNKNOWN);
        assertThat(onlyFinding()).contains("PlatformException");
    }

    @Test
    void longMessage_isFound() {
        assertThat(PlatformException.of(ErrorCode.UNKNOWN, "y".repeat(20_000) + ANYWHERE)
                        .build())
                .isNotNull();
        assertThat(onlyFinding()).contains(ANYWHERE);
    }

    @Test
    void standardOutputAndError_areFound() {
        System.out.print(ANYWHERE.substring(0, 4));
        System.out.println(ANYWHERE.substring(4));
        System.err.println(ANYWHERE);
        assertThat(watch.end()).hasSize(2);
    }

    @Test
    void key_isFoundInALogButMayStandInAnException() {
        assertThat(PlatformException.of(ErrorCode.NOT_FOUND, NOT_LOGGED).build())
                .isNotNull();
        LOG.info(NOT_LOGGED);
        assertThat(onlyFinding()).contains("some.library");
    }

    @Test
    void foreignExceptionThatIsNotShown_isLeftAlone() {
        assertThat(new NumberFormatException(ANYWHERE)).isNotNull();
        assertThat(watch.end()).isEmpty();
    }

    @Test
    void close_failsWithWhatWasFound() {
        LOG.info(ANYWHERE);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::close).withMessageContaining("some.library");
    }

    @Test
    void close_nothingFound_isQuiet() {
        LOG.info("harmless");
        watch.close();
    }
}
