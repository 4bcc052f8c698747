package io.midplatform.azure.servicebus;

import io.midplatform.azure.fake.ServiceBusFake;
import io.midplatform.azure.testing.Backend;
import io.midplatform.testkit.Planted;
import io.midplatform.testkit.TestTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The fake of ours, in this process: one for each test, without queues, on the test's time. */
final class ServiceBusServer {
    /** A key that a guard looks for in what is written. */
    static final String KEY = Base64.getEncoder().encodeToString(Planted.SECRET.getBytes(StandardCharsets.US_ASCII));

    /** Of the queues of this run: others may use the server too. */
    static final String NAMES =
            "midplatform-test-" + UUID.randomUUID().toString().substring(0, 8) + "-";

    /** Threads that never receive: looking at each is dear. */
    private static final List<String> OTHERS = List.of(
            "reactor",
            "parallel",
            "boundedElastic",
            "single",
            "service-bus-fake",
            "Ok",
            "midplatform-azure",
            "receiverPump",
            "Common");

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static ServiceBusServer current = new ServiceBusServer(new TestTime());

    private final TestTime time;
    private final ServiceBusFake fake;

    private ServiceBusServer(TestTime time) {
        this.time = time;
        this.fake = new ServiceBusFake(time);
        time.onAdvance(step -> fake.tick());
    }

    /** The server of the test with this time; that of the test before is ended. */
    static synchronized ServiceBusFake of(TestTime time) {
        if (!current.time.equals(time)) {
            current.fake.close();
            current = new ServiceBusServer(time);
        }
        return current.fake;
    }

    /**
     * The settings of the namespace, or the vendor's emulator, that {@code MIDPLATFORM_TEST_SERVICEBUS_CONNECTION_STRING} names, for suites that leave
     * the server's time alone; else of the fake. The emulator's management API is where {@code …_MANAGEMENT_ENDPOINT} says.
     */
    static Map<String, String> serviceFor(TestTime time) {
        Map<String, String> settings = provider(time);
        Optional<String> given = external();
        Backend.only(
                "SERVICEBUS",
                given.isPresent() ? "the namespace of the environment" : "our own fake in this process",
                given.isPresent() ? "the server's time is its own" : "nothing is verified against the service");
        given.ifPresent(connection -> {
            String instance = "midplatform.providers.azure.";
            settings.put(instance + "credentials.connection-string", connection);
            settings.remove(instance + "service-bus.management-endpoint");
            Optional.ofNullable(System.getenv("MIDPLATFORM_TEST_SERVICEBUS_MANAGEMENT_ENDPOINT"))
                    .ifPresent(uri -> settings.put(instance + "service-bus.management-endpoint", uri));
            settings.put(instance + "service-bus.listen", "2s");
            settings.put(instance + "service-bus.gather", "500ms");
            // the queues of a server that stays are still there at the next test
            settings.put("midplatform.queue.jobs.queue", NAMES + NUMBER.incrementAndGet());
        });
        return settings;
    }

    static Optional<String> external() {
        return Optional.ofNullable(System.getenv("MIDPLATFORM_TEST_SERVICEBUS_CONNECTION_STRING"));
    }

    /** How many receives wait: the fake sees only credits, which stay when their receiver has left. */
    static int polls() {
        Thread[] threads = new Thread[Thread.activeCount() + 16];
        int count = Thread.enumerate(threads);
        int waiting = 0;
        for (int i = 0; i < count; i++) {
            boolean ours = OTHERS.stream().noneMatch(threads[i].getName()::startsWith);
            if (ours && threads[i].getState() == Thread.State.TIMED_WAITING && isPoll(threads[i].getStackTrace())) {
                waiting++;
            }
        }
        return waiting;
    }

    private static boolean isPoll(StackTraceElement[] stack) {
        return has(stack, "TimedCondition") && (has(stack, "ServiceBusInbox") || has(stack, "ServiceBusSessions"));
    }

    private static boolean has(StackTraceElement[] stack, String type) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().endsWith("." + type));
    }

    /** The settings of a provider that makes the queues that it is asked for. */
    static Map<String, String> provider(TestTime time) {
        Map<String, String> settings = settings(of(time));
        settings.put("midplatform.providers.azure.create", "true");
        // the lease that the suites take for granted
        settings.put("midplatform.providers.azure.service-bus.lock-duration", "30s");
        return settings;
    }

    /** The same, with the shortest locks that there are, and little patience. */
    static Map<String, String> hasty(TestTime time) {
        Map<String, String> settings = provider(time);
        settings.put("midplatform.providers.azure.service-bus.lock-duration", "5s");
        settings.put("midplatform.providers.azure.service-bus.listen", "100ms");
        settings.put("midplatform.providers.azure.service-bus.gather", "20ms");
        return settings;
    }

    /** The same, which waits long for what it has asked a session for, and so long for one more session. */
    static Map<String, String> patient(TestTime time, String gather) {
        Map<String, String> settings = provider(time);
        settings.put("midplatform.providers.azure.service-bus.listen", "10s");
        settings.put("midplatform.providers.azure.service-bus.gather", gather);
        return settings;
    }

    /** The same, with duplicate detection for as long as the suite says. */
    static Map<String, String> remembering(TestTime time) {
        Map<String, String> settings = provider(time);
        settings.put("midplatform.providers.azure.service-bus.deduplication", "5m");
        return settings;
    }

    /** The settings of a provider on the fake. */
    static Map<String, String> settings(ServiceBusFake fake) {
        Map<String, String> settings = new HashMap<>();
        String instance = "midplatform.providers.azure.";
        settings.put("midplatform.provider", "azure");
        settings.put(instance + "service", "service-bus");
        settings.put(instance + "credentials.connection-string", fake.connectionString(KEY));
        settings.put(
                instance + "service-bus.management-endpoint",
                fake.managementEndpoint().toString());
        settings.put(instance + "service-bus.listen", "1s");
        settings.put(instance + "service-bus.gather", "200ms");
        return settings;
    }
}
