package io.midplatform.aws.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Who waits for the renewal of a role's credentials, and who does not. */
class RoleCredentialsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final BlockingQueue<AwsCredentials> answers = new LinkedBlockingQueue<>();
    private final RoleCredentials credentials = new RoleCredentials(this::ask);

    @AfterEach
    void close() {
        credentials.close();
    }

    private AwsCredentials ask() {
        asked.incrementAndGet();
        try {
            return answers.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AwsCredentials good(String id, Duration life) {
        return AwsSessionCredentials.builder()
                .accessKeyId(id)
                .secretAccessKey("not-a-secret")
                .sessionToken("any")
                .expirationTime(Instant.now().plus(life))
                .build();
    }

    private String id() {
        return credentials.resolveCredentials().accessKeyId();
    }

    @Test
    void whatLasts_isNotAskedForAgain() {
        answers.add(good("first", Duration.ofHours(1)));
        assertThat(id()).isEqualTo("first");
        assertThat(id()).isEqualTo("first");
        assertThat(asked).hasValue(1);
    }

    /** Often, since the call that meets the very end of a renewal must not start the next: one round in five did. */
    @RepeatedTest(100)
    void whatEndsSoon_isRenewedBehind_andNobodyWaits() {
        answers.add(good("first", Duration.ofMinutes(3)));
        assertThat(id()).isEqualTo("first");
        for (int i = 0; i < 100; i++) {
            assertThat(id()).as("while the second is not there").isEqualTo("first");
        }
        assertThat(asked).as("one renewal at a time").hasValueLessThanOrEqualTo(2);
        answers.add(good("second", Duration.ofHours(1)));
        while (!id().equals("second")) { // the other thread will have it in a moment
            Thread.onSpinWait();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsTooOld_isWaitedFor() {
        answers.add(good("first", Duration.ofSeconds(30)));
        assertThat(id()).isEqualTo("first");
        answers.add(good("second", Duration.ofHours(1)));
        assertThat(id()).isEqualTo("second");
    }

    @Test
    void failure_isThrownAsItIs_andTheNextCallAsksAgain() {
        RoleCredentials failing = new RoleCredentials(() -> {
            asked.incrementAndGet();
            throw new IllegalArgumentException("refused");
        });
        assertThatThrownBy(failing::resolveCredentials)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refused");
        assertThatThrownBy(failing::resolveCredentials).hasMessage("refused");
        assertThat(asked).hasValue(2);
        failing.close();
    }
}
