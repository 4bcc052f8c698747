package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegisterTest {
    private static final Optional<String> A = Optional.of("a");
    private static final Optional<String> B = Optional.of("b");
    private static final Optional<String> NONE = Optional.empty();

    private final Register register = new Register("k");

    @Test
    void absence_isExplainedUntilAWriteHasEnded() {
        register.wrote(A, true, 10, 20);
        register.read(NONE, 1, 2);
        register.read(NONE, 12, 15);
        register.read(A, 12, 15);
        register.read(NONE, 19, 30);
        assertThat(register.violations()).isEmpty();
        register.read(NONE, 21, 22);
        assertThat(register.violations()).hasSize(1);
    }

    @Test
    void aValue_isReadNeitherBeforeItIsWritten_norAfterItIsOverwritten() {
        register.wrote(A, true, 10, 20);
        register.wrote(B, true, 30, 40);
        register.read(A, 21, 22);
        register.read(A, 35, 36);
        register.read(B, 35, 36);
        assertThat(register.violations()).isEmpty();
        register.read(A, 1, 2);
        register.read(A, 41, 42);
        register.read(Optional.of("c"), 41, 42);
        assertThat(register.violations()).hasSize(3);
    }

    @Test
    void aWriteThatMayNotHaveHappened_explains_andOverwritesNothing() {
        register.wrote(A, true, 10, 20);
        register.wrote(B, false, 30, 40);
        register.read(A, 50, 60);
        register.read(B, 50, 60);
        assertThat(register.violations()).isEmpty();
    }

    @Test
    void aRemoval_isAWrite() {
        register.wrote(A, true, 10, 20);
        register.wrote(NONE, true, 30, 40);
        register.read(NONE, 50, 60);
        assertThat(register.violations()).isEmpty();
        register.read(A, 50, 60);
        assertThat(register.violations()).hasSize(1);
    }

    @Test
    void aWriteThatWasClearedWhileItRan_mayLeaveNothing() {
        register.wrote(A, true, 10, 40);
        register.wrote(NONE, true, 15, 20);
        register.wrote(B, true, 25, 35);
        register.read(A, 50, 60);
        register.read(B, 50, 60);
        register.read(NONE, 50, 60);
        assertThat(register.violations()).isEmpty();
        register.wrote(B, true, 70, 80);
        register.read(NONE, 90, 95);
        assertThat(register.violations()).hasSize(1);
    }

    @Test
    void whatAnotherInstanceWrote_overwritesWhenItMustHaveBeenHeardOf() {
        Register near = new Register("k", 100);
        near.wrote(1, A, true, 10, 20);
        near.wrote(2, B, true, 30, 40);
        near.read(1, A, 41, 42);
        near.read(1, A, 140, 200);
        near.read(2, B, 41, 42);
        assertThat(near.violations()).isEmpty();
        near.read(1, A, 141, 142);
        near.read(2, A, 41, 42);
        assertThat(near.violations()).hasSize(2);
    }
}
