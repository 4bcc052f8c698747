package io.midplatform;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the platform: what failed, where, and what to do next. What happened at the provider is the cause, wrapped exactly once.
 *
 * <p>Messages may name keys and message ids; they never hold payloads or secrets.
 */
public final class PlatformException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Builder context;

    private PlatformException(Builder context) {
        super(context.message(), context.cause);
        this.code = context.code;
        this.context = context;
    }

    /**
     * Starts an exception.
     *
     * @param code why the operation failed
     * @param reason one sentence on what happened, without the context that the other fields give
     * @return a builder
     */
    public static Builder of(ErrorCode code, String reason) {
        return new Builder(code, reason);
    }

    /**
     * Why the operation failed.
     *
     * @return the code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * The provider instance's name in the settings, such as {@code local} or {@code aws}.
     *
     * @return empty where no provider was involved
     */
    public Optional<String> provider() {
        return Optional.ofNullable(context.provider);
    }

    /**
     * The capability.
     *
     * @return empty for errors of loading
     */
    public Optional<Capability> capability() {
        return Optional.ofNullable(context.capability);
    }

    /**
     * The resource's logical name.
     *
     * @return empty for errors of loading
     */
    public Optional<String> resource() {
        return Optional.ofNullable(context.resource);
    }

    /**
     * The operation, named like the contract's method.
     *
     * @return empty for errors of loading
     */
    public Optional<String> operation() {
        return Optional.ofNullable(context.operation);
    }

    /**
     * The object key, cache key, configuration key or message id.
     *
     * @return empty where the operation has none
     */
    public Optional<String> key() {
        return Optional.ofNullable(context.key);
    }

    /**
     * The service's own id of the failed request, for its support desk.
     *
     * @return empty where the service gave none
     */
    public Optional<String> requestId() {
        return Optional.ofNullable(context.requestId);
    }

    /**
     * Tells whether the same call may succeed later.
     *
     * @return true for failures that pass
     */
    public boolean retryable() {
        return context.retryable;
    }

    /**
     * Tells whether the effect may have happened although the call failed.
     *
     * @return true when the outcome is unknown
     */
    public boolean ambiguous() {
        return context.ambiguous;
    }

    /**
     * What to do next, one sentence.
     *
     * @return empty where there is nothing sensible to say
     */
    public Optional<String> advice() {
        return Optional.ofNullable(context.advice);
    }

    /**
     * Finds the provider's own exception.
     *
     * @param <X> the type sought
     * @param type its class
     * @return the first cause of that type
     */
    public <X extends Throwable> Optional<X> unwrap(Class<X> type) {
        for (Throwable t = getCause(); t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    /**
     * A new exception with the same fields and cause and the caller's stack trace: for handing one failure to several threads.
     *
     * @return the copy
     */
    public PlatformException copy() {
        return new Builder(context).cause(getCause()).build();
    }

    /** Collects the fields of an exception. Not thread-safe. */
    public static final class Builder implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ErrorCode code;
        private final String reason;
        private @Nullable String provider;
        private @Nullable Capability capability;
        private @Nullable String resource;
        private @Nullable String operation;
        private @Nullable String key;
        private @Nullable String requestId;
        private @Nullable String advice;
        private transient @Nullable Throwable cause;
        private boolean retryable;
        private boolean ambiguous;

        private Builder(ErrorCode code, String reason) {
            this.code = Objects.requireNonNull(code, "code");
            this.reason = Objects.requireNonNull(reason, "reason");
        }

        private Builder(Builder other) {
            this(other.code, other.reason);
            provider = other.provider;
            capability = other.capability;
            resource = other.resource;
            operation = other.operation;
            key = other.key;
            requestId = other.requestId;
            advice = other.advice;
            retryable = other.retryable;
            ambiguous = other.ambiguous;
        }

        /**
         * Sets the provider instance.
         *
         * @param name its name in the settings
         * @return this
         */
        public Builder provider(@Nullable String name) {
            this.provider = name;
            return this;
        }

        /**
         * Sets the resource.
         *
         * @param of its capability
         * @param name its logical name
         * @return this
         */
        public Builder resource(Capability of, String name) {
            this.capability = of;
            this.resource = name;
            return this;
        }

        /**
         * Sets the operation.
         *
         * @param name the contract's method name
         * @return this
         */
        public Builder operation(@Nullable String name) {
            this.operation = name;
            return this;
        }

        /**
         * Sets the key or message id.
         *
         * @param value the key, null for none
         * @return this
         */
        public Builder key(@Nullable String value) {
            this.key = value;
            return this;
        }

        /**
         * Sets the service's request id.
         *
         * @param value the id, null for none
         * @return this
         */
        public Builder requestId(@Nullable String value) {
            this.requestId = value;
            return this;
        }

        /**
         * Sets what to do next.
         *
         * @param sentence one sentence, null for none
         * @return this
         */
        public Builder advice(@Nullable String sentence) {
            this.advice = sentence;
            return this;
        }

        /**
         * Sets the cause.
         *
         * @param thrown what the provider threw, null for none
         * @return this
         */
        public Builder cause(@Nullable Throwable thrown) {
            this.cause = thrown;
            return this;
        }

        /**
         * Says whether the same call may succeed later.
         *
         * @param value true for failures that pass
         * @return this
         */
        public Builder retryable(boolean value) {
            this.retryable = value;
            return this;
        }

        /**
         * Says whether the effect may have happened.
         *
         * @param value true when the outcome is unknown
         * @return this
         */
        public Builder ambiguous(boolean value) {
            this.ambiguous = value;
            return this;
        }

        /**
         * Makes the exception.
         *
         * @return the exception
         */
        public PlatformException build() {
            return new PlatformException(this);
        }

        private String message() {
            StringBuilder text = new StringBuilder(96).append(code);
            if (capability != null) {
                text.append(": ").append(capability.id());
                if (resource != null) {
                    text.append(" '").append(resource).append('\'');
                }
                if (operation != null) {
                    text.append(' ').append(operation);
                }
                if (key != null) {
                    text.append(" '").append(key).append('\'');
                }
                if (provider != null) {
                    text.append(" (provider ").append(provider).append(')');
                }
            }
            text.append(": ").append(reason);
            if (requestId != null) {
                text.append(" [request ").append(requestId).append(']');
            }
            if (advice != null) {
                text.append(' ').append(advice);
            }
            return text.toString();
        }
    }
}
