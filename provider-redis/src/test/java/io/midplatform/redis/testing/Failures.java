package io.midplatform.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.testkit.Planted;
import java.util.concurrent.Callable;

/** What calls may end with while a store is in trouble. */
public final class Failures {
    private Failures() {}

    /** The failure of a call that must have one. */
    public static PlatformException of(Call<?> call) throws Exception {
        return of(call.thrown().orElseThrow(() -> new AssertionError("it returned")));
    }

    /** The failure that an exception is. */
    public static PlatformException of(Throwable thrown) {
        assertThat(thrown).isInstanceOf(PlatformException.class);
        Planted.assertHidden(thrown);
        return (PlatformException) thrown;
    }

    /** Runs a call that may fail as calls may while the store is away or unreachable, and in no other way. */
    public static boolean tolerated(Callable<?> call) throws Exception {
        try {
            call.call();
            return true;
        } catch (PlatformException e) {
            of(e);
            assertThat(e.code())
                    .as(String.valueOf(e))
                    .isIn(ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.THROTTLED);
            return false;
        }
    }
}
