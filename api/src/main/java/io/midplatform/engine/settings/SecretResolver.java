package io.midplatform.engine.settings;

/** Finds what {@code ${secret:…}} stands for. Thread-safe. */
@FunctionalInterface
public interface SecretResolver {
    /**
     * Finds a secret.
     *
     * @param reference what stands after {@code secret:}, such as {@code db-password} or {@code aws/db-password}
     * @return the value
     * @throws Exception when there is none or it cannot be reached; the message is shown and must not hold a secret
     */
    String resolve(String reference) throws Exception;
}
