package io.midplatform.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.assertj.core.api.Assertions;

/**
 * Marks that tests plant in what nothing may show. {@link SecretsGuard} looks for them in all logs, output and exceptions of a test run, so that a
 * test needs no more than to use them.
 */
public final class Planted {
    /** Stands in every secret: passwords, tokens, credentials. It may appear nowhere. */
    public static final String SECRET = "pl4nted-s3cret";

    /** Stands in payloads and contents. It may appear nowhere. */
    public static final String PAYLOAD = "pl4nted-p4yload";

    /** Stands in keys of objects and cache entries. Exceptions may name it, logs may not. */
    public static final String KEY = "pl4nted-k3y";

    private Planted() {}

    /**
     * Asserts that neither a secret nor a payload is shown.
     *
     * @param shown what would be shown by its {@code toString}; an exception with its causes
     */
    public static void assertHidden(Object shown) {
        String text = shown instanceof Throwable thrown ? trace(thrown) : shown.toString();
        Assertions.assertThat(text).doesNotContain(SECRET).doesNotContain(PAYLOAD);
    }

    /** The exception as a log would show it. */
    static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
