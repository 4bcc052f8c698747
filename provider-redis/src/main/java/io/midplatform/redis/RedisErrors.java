package io.midplatform.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.PartitionException;
import io.midplatform.ErrorCode;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What Redis and Lettuce report, as portable failures. What a server answers with an error it has not done; what was sent and not answered may
 * have been. Lettuce has one type for many things: its messages tell whether a command was sent.
 */
final class RedisErrors {
    private static final String MORE_ROOM = "Raise maxmemory, or set a maxmemory-policy that evicts.";
    private static final Pattern CODE = Pattern.compile("[A-Z]{2,20}");

    private RedisErrors() {}

    static Failure classify(Throwable thrown) {
        if (thrown instanceof RedisCommandExecutionException refused) {
            return answered(String.valueOf(refused.getMessage()));
        }
        if (thrown instanceof RedisConnectionException) {
            return unconnected(thrown);
        }
        if (thrown instanceof RedisCommandTimeoutException) {
            return Failure.of(ErrorCode.DEADLINE_EXCEEDED, "Redis did not answer in time.")
                    .retrying()
                    .uncertain();
        }
        if (thrown instanceof RedisCommandInterruptedException) {
            return Failure.of(ErrorCode.CANCELLED, "the thread was interrupted.")
                    .uncertain();
        }
        if (thrown instanceof PartitionException) {
            return unavailable("no node of the cluster serves the key's slot.");
        }
        if (thrown instanceof TokenException) {
            return noToken();
        }
        if (thrown instanceof RedisException) {
            return local(String.valueOf(thrown.getMessage()));
        }
        if (thrown instanceof IOException || thrown instanceof CancellationException) {
            return lost();
        }
        return Failure.of(ErrorCode.UNKNOWN, "the Redis client failed in an unexpected way.")
                .uncertain();
    }

    /** Whether a command was refused before it was sent because its connection is down. */
    static boolean isNotConnected(RedisException thrown) {
        return String.valueOf(thrown.getMessage()).startsWith("Currently not connected");
    }

    /** Whether, of several servers, none is the one that is asked for, master or replica, or that one cannot be reached: another may be it now. */
    static boolean isServerAway(Throwable thrown) {
        return thrown instanceof RedisException refused
                && (refused instanceof RedisConnectionException
                        || isNotConnected(refused)
                        || isMasterUnknown(String.valueOf(refused.getMessage())));
    }

    private static boolean isMasterUnknown(String message) {
        return message.startsWith("Master is currently unknown")
                || message.startsWith("Cannot determine a node to read");
    }

    /** What Lettuce itself says of a command. */
    private static Failure local(String message) {
        if (message.startsWith("Currently not connected") || message.startsWith("Connection is closed")) {
            return unavailable("there is no connection to Redis.");
        }
        if (isMasterUnknown(message)) {
            return unavailable("none of the servers is the one that is asked for, master or replica.");
        }
        if (message.startsWith("Request queue size exceeded")
                || message.startsWith("Command buffer size exceeded")
                || message.startsWith("Internal stack size exceeded")) {
            return Failure.of(ErrorCode.THROTTLED, "too many commands are under way on the connection.")
                    .advice("Lower the load, or raise request-queue.")
                    .retrying();
        }
        return lost();
    }

    private static Failure lost() {
        return unavailable("the connection was lost before the answer came.").uncertain();
    }

    private static Failure unavailable(String reason) {
        return Failure.of(ErrorCode.UNAVAILABLE, reason).retrying();
    }

    private static Failure noToken() {
        return Failure.of(ErrorCode.UNAUTHENTICATED, "there is no valid token for Redis.")
                .advice("Check the identity that tokens are made for.")
                .retrying();
    }

    /** A connection that could not be made: nothing was sent on it. */
    private static Failure unconnected(Throwable thrown) {
        RedisCommandExecutionException refused = cause(thrown, RedisCommandExecutionException.class);
        if (refused != null) {
            return answered(String.valueOf(refused.getMessage()));
        }
        if (cause(thrown, TokenException.class) != null) {
            return noToken();
        }
        if (cause(thrown, SSLException.class) != null) {
            return unavailable("the encrypted connection to Redis could not be made.")
                    .advice("Check tls, tls-ca and tls-verify, and the server's certificate.");
        }
        if (cause(thrown, UnknownHostException.class) != null) {
            return unavailable("Redis's host name cannot be resolved.")
                    .advice("Check host, or nodes, and the network.");
        }
        return unavailable("Redis cannot be reached.").advice("Check host, port, tls and the network.");
    }

    /** A server's error. Its first word is a code, but for those that begin with ERR, which only the sentence tells apart. */
    private static Failure answered(String message) {
        int space = message.indexOf(' ');
        String code = space < 0 ? message : message.substring(0, space);
        return switch (code) {
            case "LOADING" -> unavailable("Redis is still loading its data.");
            case "MASTERDOWN" -> unavailable("the replica has lost its master.");
            case "CLUSTERDOWN" -> unavailable("the cluster is down.");
            case "TRYAGAIN", "MOVED", "ASK" -> unavailable("the cluster is moving the key's slot.");
            case "READONLY" -> unavailable("the server is a replica, which takes no writes.");
            case "BUSY" -> unavailable("Redis is busy with a script.");
            case "MISCONF", "NOREPLICAS" -> unavailable("Redis takes no writes at the moment (" + code + ").");
            case "OOM" -> full();
            case "NOAUTH", "WRONGPASS" -> unauthenticated(code);
            case "NOPERM" -> denied();
            case "DENIED" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "Redis is in protected mode and takes local connections only.");
            case "WRONGTYPE" -> foreign();
            case "NOPROTO" -> oldProtocol();
            default -> told(code, message);
        };
    }

    private static Failure told(String code, String message) {
        if (message.contains("would overflow")) {
            return Failure.of(ErrorCode.LIMIT_EXCEEDED, "the counter would leave the range of a long.")
                    .advice("Reset the counter.");
        }
        if (message.contains("is not an integer")) {
            return foreign();
        }
        if (message.contains("OOM command not allowed")) {
            return full(); // of a script, before Redis 7
        }
        if (message.contains("READONLY You can't write")) {
            return unavailable("the server is a replica, which takes no writes.");
        }
        if (message.contains("ACL failure in script") || message.contains("NOPERM")) {
            return denied();
        }
        if (message.contains("max number of clients")) {
            return Failure.of(ErrorCode.THROTTLED, "Redis takes no more connections.")
                    .advice("Raise maxclients, or run fewer instances.")
                    .retrying();
        }
        if (message.contains("invalid password") || message.contains("AUTH")) {
            return unauthenticated(code);
        }
        if (message.contains("maximum allowed size") || message.contains("invalid bulk length")) {
            return Failure.of(ErrorCode.LIMIT_EXCEEDED, "the value is larger than the server takes.");
        }
        if (message.contains("cluster support disabled")) {
            return Failure.of(ErrorCode.CONFIGURATION, "the server is no node of a cluster.")
                    .advice("Correct topology.");
        }
        if (message.contains("DB index") || message.contains("SELECT is not allowed")) {
            return Failure.of(ErrorCode.CONFIGURATION, "there is no such database.")
                    .advice("Correct database.");
        }
        if (message.contains("No such master")) {
            return Failure.of(ErrorCode.CONFIGURATION, "the sentinels know no such master.")
                    .advice("Correct sentinel-master.");
        }
        if (message.startsWith("ERR unknown command") && message.contains("HELLO")) {
            return oldProtocol();
        }
        return Failure.of(
                ErrorCode.UNKNOWN,
                "Redis refused the command (" + (CODE.matcher(code).matches() ? code : "no code") + ").");
    }

    private static Failure full() {
        return unavailable("Redis's memory is full.").advice(MORE_ROOM);
    }

    /** Whether the server has no room for what would be written. */
    static boolean isFull(RedisCommandExecutionException refusal) {
        return String.valueOf(refusal.getMessage()).startsWith("OOM ");
    }

    /** What that means for a counter, which is no cache's entry that could as well be dropped. */
    static Failure noRoomForACounter() {
        return Failure.of(ErrorCode.LIMIT_EXCEEDED, "Redis has no room for one more counter.")
                .advice(MORE_ROOM);
    }

    private static Failure foreign() {
        return Failure.of(ErrorCode.INVALID_REQUEST, "the key holds a value of another kind.")
                .advice("Share no prefix with other programs, and no name between a cache and counters.");
    }

    private static Failure denied() {
        return Failure.of(ErrorCode.ACCESS_DENIED, "the user may not do this.")
                .advice("Grant it; docs/providers/redis.md lists what is needed.");
    }

    private static Failure unauthenticated(String code) {
        return Failure.of(ErrorCode.UNAUTHENTICATED, "Redis does not accept the credentials (" + code + ").")
                .advice("Check username and password.");
    }

    private static Failure oldProtocol() {
        return Failure.of(ErrorCode.CONFIGURATION, "the server does not speak RESP3.")
                .advice("Set protocol: resp2.");
    }

    private static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
        return cause(thrown, type, 0);
    }

    /** Of a cluster that cannot be asked for its nodes, each node's reason is a suppressed one. */
    private static <T extends Throwable> @Nullable T cause(@Nullable Throwable thrown, Class<T> type, int depth) {
        if (thrown == null || depth == 12) {
            return null;
        }
        if (type.isInstance(thrown)) {
            return type.cast(thrown);
        }
        T found = cause(thrown.getCause(), type, depth + 1);
        for (Throwable suppressed : thrown.getSuppressed()) {
            found = found == null ? cause(suppressed, type, depth + 1) : found;
        }
        return found;
    }
}
