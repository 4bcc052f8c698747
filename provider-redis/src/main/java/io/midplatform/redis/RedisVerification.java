package io.midplatform.redis;

import io.midplatform.ErrorCode;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.Finding.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The checks of a live resource. They use one key of the resource's namespace that no entry can have, which ends by itself. */
final class RedisVerification {
    private static final byte[] PROBE = "verify".getBytes(StandardCharsets.US_ASCII);
    private static final long PROBE_MILLIS = 10_000;

    private final RedisCalls calls;
    private final RedisHub hub;
    private final String namespace;
    private final String key;

    RedisVerification(RedisCalls calls, RedisHub hub, String namespace) {
        this.calls = calls;
        this.hub = hub;
        this.namespace = namespace;
        this.key = namespace + "@verify";
    }

    /** A check's work. */
    private interface Check {
        /** Does it; what it gives is the detail of a finding that is OK. */
        String run() throws Exception;
    }

    List<Finding> run(Deadline deadline) throws Exception {
        calls.call(key, true, RedisCommands.ping(), deadline); // else nothing can be checked
        List<Finding> findings = new ArrayList<>();
        findings.add(check("server", false, () -> server(deadline)));
        findings.add(check("read, write and remove", true, () -> {
            calls.call(key, false, RedisCommands.set(CacheWrite.always(key, PROBE, PROBE_MILLIS)), deadline);
            byte[] read = calls.call(key, true, RedisCommands.get(key), deadline);
            calls.call(key, false, RedisCommands.unlink(key), deadline);
            boolean same = Arrays.equals(PROBE, read);
            return same ? "" : "a value was not read back at once, as happens with read-from: replica.";
        }));
        findings.add(check("conditional writes", true, () -> {
            calls.call(key, false, RedisScript.REMOVE.call(key, PROBE), deadline);
            return "";
        }));
        findings.add(check("counters", true, () -> {
            calls.call(key, false, RedisScript.INCREMENT.call(key, digits(1), digits(PROBE_MILLIS)), deadline);
            calls.call(key, false, RedisCommands.incrBy(key, 1), deadline);
            calls.call(key, false, RedisCommands.unlink(key), deadline);
            return "";
        }));
        findings.add(check("notices", true, () -> {
            calls.call(namespace, false, RedisCommands.publish(namespace, new byte[0]), deadline);
            return "";
        }));
        findings.add(memory(deadline));
        return findings;
    }

    private static byte[] digits(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** What the operations need and cannot do has failed; what only helps people may be hidden from the user. */
    @SuppressWarnings("IllegalCatch")
    private static Finding check(String name, boolean needed, Check check)
            throws InterruptedException, TimeoutException {
        try {
            return new Finding(name, Status.OK, check.run());
        } catch (InterruptedException | TimeoutException e) {
            throw e;
        } catch (Exception e) {
            Failure failure = RedisErrors.classify(e);
            boolean hidden = !needed && failure.code() == ErrorCode.ACCESS_DENIED;
            String advice = failure.advice();
            return new Finding(
                    name,
                    hidden ? Status.UNVERIFIED : Status.FAILED,
                    failure.reason() + (advice == null ? "" : " " + advice));
        }
    }

    private String server(Deadline deadline) throws Exception {
        String info = calls.call(key, true, RedisCommands.info("server"), deadline);
        String valkey = value(info, "valkey_version");
        String name = valkey == null ? "Redis " + value(info, "redis_version") : "Valkey " + valkey;
        return name + ", " + value(info, "redis_mode") + ", at " + hub.target().physicalName();
    }

    private Finding memory(Deadline deadline) throws InterruptedException, TimeoutException {
        Finding finding = check("memory", false, () -> {
            String policy = value(calls.call(key, true, RedisCommands.info("memory"), deadline), "maxmemory_policy");
            return policy == null ? "unknown" : policy;
        });
        if (finding.status() != Status.OK) {
            return finding;
        }
        String policy = finding.detail();
        if (policy.equals("noeviction")) {
            return new Finding(
                    "memory",
                    Status.WARNING,
                    "maxmemory-policy is noeviction: once memory is full, writes fail. For entries set one that evicts,"
                            + " such as allkeys-lru; for counters it is right.");
        }
        return new Finding(
                "memory",
                Status.OK,
                policy.startsWith("allkeys")
                        ? "maxmemory-policy is " + policy + ": once memory is full, counters may be dropped too."
                        : "maxmemory-policy is " + policy + ".");
    }

    private static @Nullable String value(@Nullable String info, String name) {
        if (info != null) {
            for (String line : info.lines().toList()) {
                if (line.startsWith(name + ":")) {
                    return line.substring(name.length() + 1).trim();
                }
            }
        }
        return null;
    }
}
