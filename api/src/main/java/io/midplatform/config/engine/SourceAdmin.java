package io.midplatform.config.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.config.ConfigAdmin;
import io.midplatform.config.spi.WritableSource;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Utf8;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks what is written and hands it to the source. */
final class SourceAdmin implements ConfigAdmin {
    private static final int LONGEST_KEY = 512;
    private static final int LONGEST_VALUE = 1 << 20;

    private final Calls calls;
    private final WritableSource source;

    SourceAdmin(Calls calls, WritableSource source) {
        this.calls = calls;
        this.source = source;
    }

    @Override
    public Optional<String> find(String key) {
        checkKey("find", key);
        return calls.call("find", key, null, deadline -> source.read(key, deadline));
    }

    @Override
    public void set(String key, String value) {
        checkKey("set", key);
        checkValue("set", key, value);
        calls.run("set", key, null, deadline -> source.write(key, Optional.of(value), deadline));
    }

    @Override
    public boolean remove(String key) {
        checkKey("remove", key);
        return calls.call("remove", key, null, deadline -> source.write(key, Optional.empty(), deadline));
    }

    @Override
    public boolean compareAndSet(String key, Optional<String> expected, String value) {
        Objects.requireNonNull(expected, "expected");
        checkKey("compareAndSet", key);
        checkValue("compareAndSet", key, value);
        return calls.call("compareAndSet", key, null, deadline -> source.compareAndSet(key, expected, value, deadline));
    }

    private void checkKey(String operation, String key) {
        Objects.requireNonNull(key, "key");
        if (key.length() > LONGEST_KEY) {
            throw refused(
                    ErrorCode.LIMIT_EXCEEDED, operation, null, "a key has at most " + LONGEST_KEY + " characters.");
        }
        boolean wrong = key.isBlank()
                || key.startsWith(".")
                || key.endsWith(".")
                || key.contains("..")
                || key.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))
                || !Utf8.isWellFormed(key);
        if (wrong) {
            throw refused(
                    ErrorCode.INVALID_REQUEST,
                    operation,
                    null,
                    "a key is made of segments with dots between them, without blanks and control characters.");
        }
    }

    private void checkValue(String operation, String key, String value) {
        Objects.requireNonNull(value, "value");
        if (value.length() > LONGEST_VALUE) {
            throw refused(
                    ErrorCode.LIMIT_EXCEEDED, operation, key, "a value has at most " + LONGEST_VALUE + " characters.");
        }
        if (!Utf8.isWellFormed(value)) {
            throw refused(ErrorCode.INVALID_REQUEST, operation, key, "the value has a surrogate that stands alone.");
        }
    }

    private PlatformException refused(ErrorCode code, String operation, @Nullable String key, String reason) {
        return calls.error(code, operation, key, reason).build();
    }
}
