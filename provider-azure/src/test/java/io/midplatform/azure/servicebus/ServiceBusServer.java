package io.midplatform.azure.servicebus;

import io.midplatform.azure.fake.ServiceBusFake;
import io.midplatform.testkit.Planted;
import io.midplatform.testkit.TestTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The fake of ours, in this process: one for each test, without queues, on the test's time. */
final class ServiceBusServer {
    /** A key that a guard looks for in what is written. */
    static final String KEY = Base64.getEncoder().encodeToString(Planted.SECRET.getBytes(StandardCharsets.US_ASCII));

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

    /** How many receives wait: the fake sees only credits, which stay when their receiver has left. */
    static int polls() {
        return (int) Thread.getAllStackTraces().values().stream()
                .filter(stack -> has(stack, "ServiceBusInbox") || has(stack, "ServiceBusSessions"))
                .filter(stack -> has(stack, "TimedCondition"))
                .count();
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
        settings.put(instance + "service-bus.listen", "500ms");
        settings.put(instance + "service-bus.gather", "100ms");
        return settings;
    }
}
