package io.midplatform.azure.servicebus;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.HttpResponseException;
import com.azure.messaging.servicebus.ServiceBusException;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureErrors;
import io.midplatform.spi.Failure;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/** What Service Bus reports over AMQP, as portable failures. */
final class ServiceBusErrors {
    /** What 401 says of a token, unlike of rights that are missing: "Service Bus messaging exceptions", and the names of {@code $cbs}. */
    private static final Pattern BAD_TOKEN =
            Pattern.compile("expired|malformedtoken|invalid ?(authorization )?(token|signature|audience|issuer)");

    private ServiceBusErrors() {}

    static Failure classify(Throwable thrown) {
        Throwable cause = Exceptions.unwrap(thrown);
        AmqpException amqp = find(cause, AmqpException.class);
        if (amqp != null) {
            return amqp.getErrorCondition() == null ? unnamed(amqp, cause) : named(amqp);
        }
        // what the SDK makes of amqp:not-allowed and amqp:not-implemented
        UnsupportedOperationException refused = find(cause, UnsupportedOperationException.class);
        if (refused != null) {
            return notAllowed(refused, "amqp:not-allowed");
        }
        if (cause instanceof IllegalStateException
                && String.valueOf(cause.getMessage()).contains("disposed")) {
            return away("the connection to Service Bus was closed meanwhile.");
        }
        Throwable inner = cause instanceof ServiceBusException && cause.getCause() != null ? cause.getCause() : cause;
        if (inner instanceof HttpResponseException answered && AzureErrors.status(answered) == 200) {
            return notFound("an empty list"); // which the management API answers where there is no such queue
        }
        return AzureErrors.classify(inner, ServiceBusErrors::managed);
    }

    /** What the management API reports. */
    private static @Nullable Failure managed(HttpResponseException answered) {
        return switch (AzureErrors.status(answered)) {
            case 404 -> notFound("404");
            case 401 ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not read the queue's properties (401).")
                        .advice("Grant Azure Service Bus Data Owner on the queue, or Manage to the key.");
            default -> null;
        };
    }

    /** There is no session with messages now: the accept is made again. */
    static boolean isNoSession(Throwable thrown) {
        AmqpException amqp = find(thrown, AmqpException.class);
        return find(thrown, TimeoutException.class) != null
                || (amqp != null && amqp.getErrorCondition() == AmqpErrorCondition.TIMEOUT_ERROR);
    }

    static boolean isLockLost(Throwable thrown) {
        return classify(thrown).code() == ErrorCode.PRECONDITION_FAILED;
    }

    private static Failure named(AmqpException thrown) {
        String said = thrown.getErrorCondition().getErrorCondition();
        return switch (said) {
            case "amqp:not-found" -> notFound(said);
            case "amqp:unauthorized-access" -> unauthorized(thrown, said);
            case "com.microsoft:auth-failed" -> unauthenticated(said);
            case "amqp:not-allowed" -> notAllowed(thrown, said);
            case "amqp:link:message-size-exceeded" ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "the message is larger than the queue allows (" + said + ").")
                        .advice("Send less at once, or set 'overflow' so that large bodies go to a bucket.");
            case "amqp:resource-limit-exceeded" ->
                Failure.of(ErrorCode.THROTTLED, "a quota of the queue or the namespace is used up (" + said + ").")
                        .advice("Receive faster, close connections, or raise the queue's size.")
                        .retrying();
            case "com.microsoft:server-busy" ->
                Failure.of(ErrorCode.THROTTLED, "Service Bus asks to slow down (" + said + ").")
                        .advice("Spread the load, or raise the tier.")
                        .retrying();
            case "com.microsoft:message-lock-lost",
                    "com.microsoft:session-lock-lost",
                    "com.microsoft:message-not-found" ->
                Failure.of(
                        ErrorCode.PRECONDITION_FAILED, "the lock is over, or the message was deleted (" + said + ").");
            case "com.microsoft:session-cannot-be-locked" ->
                Failure.of(ErrorCode.UNAVAILABLE, "the session is held by another receiver (" + said + ").")
                        .retrying();
            case "com.microsoft:entity-disabled" ->
                Failure.of(ErrorCode.UNAVAILABLE, "the queue is disabled (" + said + ").")
                        .advice("Enable it.")
                        .retrying();
            case "com.microsoft:argument-error", "amqp:invalid-field", "amqp:decode-error" ->
                Failure.of(ErrorCode.INVALID_REQUEST, "Service Bus refuses the request (" + said + ").");
            case "amqp:not-implemented" ->
                Failure.of(ErrorCode.UNSUPPORTED, "the namespace does not do this (" + said + ").")
                        .advice("The Basic tier has no sessions, transactions or duplicate detection; use Standard.");
            case "com.microsoft:timeout" -> away("Service Bus did not answer in time (" + said + ").");
            default ->
                thrown.isTransient()
                        ? away("Service Bus failed (" + said + ").")
                        : Failure.of(ErrorCode.UNKNOWN, "Service Bus answered with " + said + ".")
                                .uncertain();
        };
    }

    private static Failure notFound(String said) {
        return Failure.of(ErrorCode.NOT_FOUND, "there is no such queue (" + said + ").")
                .advice("Make it, set create: true, or correct the setting 'queue' or the namespace.");
    }

    private static Failure unauthorized(AmqpException thrown, String said) {
        String message = text(thrown);
        if (BAD_TOKEN.matcher(message).find()) {
            return unauthenticated(said);
        }
        return Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not do this (" + said + ").")
                .advice("Grant Azure Service Bus Data Sender and Data Receiver on the queue, or Send and Listen to the"
                        + " key.");
    }

    private static Failure unauthenticated(String said) {
        return Failure.of(ErrorCode.UNAUTHENTICATED, "Service Bus does not accept the credentials (" + said + ").")
                .advice("Check the provider's credentials, that they have not expired, and the clock of this machine.");
    }

    /** One condition for many things: only the sentence tells them apart. */
    private static Failure notAllowed(Throwable thrown, String said) {
        String message = text(thrown);
        if (message.contains("does not require sessions")) {
            return Failure.of(ErrorCode.CONFIGURATION, "the queue has no sessions, but 'ordered: true' is set.")
                    .advice("Remove 'ordered: true', or name a queue that requires sessions.");
        }
        if (message.contains("session")) {
            return Failure.of(ErrorCode.CONFIGURATION, "the queue requires sessions, but 'ordered: true' is not set.")
                    .advice("Set 'ordered: true', or name a queue without sessions.");
        }
        return Failure.of(ErrorCode.INVALID_REQUEST, "Service Bus does not allow this (" + said + ").")
                .advice("Run verify().");
    }

    private static Failure unnamed(AmqpException thrown, Throwable outer) {
        if (find(outer, TimeoutException.class) != null) {
            return away("Service Bus did not answer in time.");
        }
        if (find(outer, java.net.UnknownHostException.class) != null) {
            return Failure.of(ErrorCode.UNAVAILABLE, "the host name of the namespace cannot be resolved.")
                    .advice("Check the setting 'namespace' and name resolution.")
                    .retrying();
        }
        String message = text(thrown);
        // the SDK takes the end of a link for final where the link's own error was not told
        boolean passing = thrown.isTransient()
                || message.contains("link closure")
                || message.contains("disposed")
                || message.contains("waiting for the broker")
                || find(outer, RejectedExecutionException.class) != null;
        return passing
                ? away("the connection to Service Bus failed.")
                : Failure.of(ErrorCode.UNKNOWN, "the SDK of Service Bus failed in an unexpected way.")
                        .uncertain();
    }

    private static Failure away(String reason) {
        return Failure.of(ErrorCode.UNAVAILABLE, reason).retrying().uncertain();
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 10; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
