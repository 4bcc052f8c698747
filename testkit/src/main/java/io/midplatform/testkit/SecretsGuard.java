package io.midplatform.testkit;

import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test run in which something {@link Planted} was shown: in the log, on standard output or error, in the message of one of our exceptions.
 * For the whole run: name it in {@code META-INF/services/org.junit.jupiter.api.extension.Extension} of the tests and set
 * {@code junit.jupiter.extensions.autodetection.enabled}. It starts before the first class and ends after the last; what it finds fails the
 * engine, and with it the build.
 */
public final class SecretsGuard implements BeforeAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(SecretsGuard.class);

    /** For the service loader. */
    public SecretsGuard() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        SecretWatch.class,
                        type -> SecretWatch.start(List.of(Planted.SECRET, Planted.PAYLOAD), List.of(Planted.KEY)),
                        SecretWatch.class);
    }
}
