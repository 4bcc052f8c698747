package io.midplatform.engine.settings;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves {@code ${env:NAME}}, {@code ${file:path}} and {@code ${secret:name/key}}; a backslash before the dollar sign keeps the text. Thread-safe. */
public final class Placeholders {
    private final Map<String, String> environment;
    private final Path directory;
    private final ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);
    private volatile @Nullable SecretResolver secrets;

    /**
     * Makes a resolver without secrets.
     *
     * @param environment the environment variables
     * @param directory where relative paths of files start
     */
    Placeholders(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    /** Tells whether a text as written needs a secret, which means I/O. */
    static boolean holdSecret(String text) {
        return text.contains("${secret:");
    }

    void secrets(SecretResolver resolver) {
        this.secrets = resolver;
    }

    /**
     * Resolves the placeholders of a value.
     *
     * @param raw the setting as written
     * @param local whether the value was written on this machine and may name its variables and files
     * @return the setting with its value, or with its fault
     */
    public Setting resolve(Setting raw, boolean local) {
        String text = raw.value();
        int start = text.indexOf("${");
        if (start < 0) {
            return raw;
        }
        StringBuilder value = new StringBuilder(text.length() + 32);
        boolean secret = raw.secret();
        int at = 0;
        while (start >= 0) {
            if (start > 0 && text.charAt(start - 1) == '\\') {
                value.append(text, at, start - 1).append("${");
                at = start + 2;
                start = text.indexOf("${", at);
                continue;
            }
            int end = text.indexOf('}', start);
            if (end < 0) {
                return raw.fault("a placeholder is not closed: write }, or \\${ for the characters themselves");
            }
            String inner = text.substring(start + 2, end);
            int colon = inner.indexOf(':');
            String scheme = colon < 0 ? inner : inner.substring(0, colon);
            boolean isSecret = scheme.equals("secret");
            secret |= isSecret;
            value.append(text, at, start);
            if (!local && !isSecret) {
                value.append(text, start, end + 1); // text of a remote author: it may not read this machine
            } else {
                try {
                    value.append(resolve(scheme, colon < 0 ? "" : inner.substring(colon + 1)));
                } catch (Unresolved e) {
                    return raw.fault(e.reason);
                }
            }
            at = end + 1;
            start = text.indexOf("${", at);
        }
        Setting resolved = raw.value(value.append(text, at, text.length()).toString());
        return secret ? resolved.hidden() : resolved;
    }

    private String resolve(String scheme, String name) throws Unresolved {
        if (name.isBlank()) {
            throw new Unresolved("expected ${env:NAME}, ${file:path} or ${secret:name}; write \\${ for the characters"
                    + " themselves");
        }
        return switch (scheme) {
            case "env" -> variable(name);
            case "file" -> file(name);
            case "secret" -> secret(name);
            default ->
                throw new Unresolved("the placeholder '" + Problem.printable(scheme) + ":' is unknown; there"
                        + " are env:, file: and secret:; write \\${ for the characters themselves");
        };
    }

    private String variable(String name) throws Unresolved {
        String value = environment.get(name);
        if (value == null) {
            throw new Unresolved("the environment variable " + Problem.printable(name) + " is not set");
        }
        return value;
    }

    private String file(String name) throws Unresolved {
        try {
            String text = TextFiles.read(directory.resolve(name));
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (NoSuchFileException none) {
            throw new Unresolved("the file " + Problem.printable(name) + " does not exist");
        } catch (IOException | InvalidPathException unreadable) {
            throw new Unresolved(
                    "the file " + Problem.printable(name) + " cannot be read: " + TextFiles.reason(unreadable));
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever a secret source throws is the reason why there is no value
    private String secret(String reference) throws Unresolved {
        SecretResolver resolver = secrets;
        if (resolver == null) {
            throw new Unresolved("no secret source is configured");
        }
        if (depth.get() > 0) {
            throw new Unresolved("a secret source's own settings may not use ${secret:…}");
        }
        depth.set(1);
        try {
            return resolver.resolve(reference);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new Unresolved(
                    "the secret " + Problem.printable(reference) + " cannot be resolved: " + TextFiles.reason(e));
        } finally {
            depth.remove();
        }
    }

    private static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Unresolved(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
