package io.midplatform.redis;

import java.time.Duration;

/**
 * How connections behave. Immutable.
 *
 * @param protocol the protocol spoken
 * @param connectTimeout how long connecting may take, once for the connection and once for the handshake
 * @param keepAlive after how long a silent connection is probed by the operating system
 * @param tcpUserTimeout after how long unacknowledged data ends a connection; used only where Netty's native transport is on the class path
 * @param requestQueue how many commands may be under way on one connection
 * @param clientName what connections are called on the server
 */
public record RedisTuning(
        Protocol protocol,
        Duration connectTimeout,
        Duration keepAlive,
        Duration tcpUserTimeout,
        int requestQueue,
        String clientName) {
    /** The versions of Redis's protocol. */
    public enum Protocol {
        /** For servers before Redis 6, and proxies; tokens cannot be renewed on connections that hear notices. */
        RESP2,
        /** For all else. */
        RESP3
    }

    /**
     * Checks the values.
     *
     * @param protocol the protocol spoken
     * @param connectTimeout how long connecting may take
     * @param keepAlive after how long a silent connection is probed
     * @param tcpUserTimeout after how long unacknowledged data ends a connection
     * @param requestQueue how many commands may be under way
     * @param clientName what connections are called
     */
    public RedisTuning {
        if (requestQueue < 16) {
            throw new IllegalArgumentException("request-queue is at least 16, not " + requestQueue);
        }
        if (clientName.isEmpty() || clientName.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("client-name is plain text without spaces");
        }
        positive("connect-timeout", connectTimeout);
        positive("keep-alive", keepAlive);
        positive("tcp-user-timeout", tcpUserTimeout);
    }

    private static void positive(String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " is from 1ms to 1d, not " + value);
        }
    }

    /**
     * What the settings of {@link RedisSettings} have as their defaults.
     *
     * @return the defaults
     */
    public static RedisTuning defaults() {
        return new RedisTuning(
                Protocol.RESP3,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                10_000,
                "midplatform");
    }
}
