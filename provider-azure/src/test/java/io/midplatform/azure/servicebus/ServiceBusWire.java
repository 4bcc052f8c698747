package io.midplatform.azure.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.azure.fake.BusOptions;
import io.midplatform.azure.fake.ServiceBusFake;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.testkit.ContractSuite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** What tests on a fake share whose clock is the machine's: a queue of text named {@code jobs}. Not verified against the service. */
abstract class ServiceBusWire extends ContractSuite {
    final ServiceBusFake fake;
    private final Deque<Platform> live = new ArrayDeque<>();

    ServiceBusWire() {
        this(new ServiceBusFake(InstantSource.system()));
    }

    ServiceBusWire(ServiceBusFake fake) {
        this.fake = fake;
    }

    @Override
    protected Map<String, String> provider() {
        return ServiceBusServer.settings(fake);
    }

    /** A platform on the machine's time; settings of the queue without their common beginning. */
    Platform live(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(provider());
        settings.put("midplatform.queue.jobs.retry.backoff", "10ms");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform.queue.jobs." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return live(Platform.builder().isolated().settings(settings));
    }

    /** A platform that is closed after the test. */
    Platform live(PlatformBuilder builder) {
        Platform platform = builder.build();
        live.push(platform);
        return platform;
    }

    MessageQueue<String> jobs(String... keysAndValues) {
        if (!fake.exists("jobs")) {
            fake.queue("jobs", BusOptions.plain());
        }
        return live(keysAndValues).queue("jobs", String.class);
    }

    MessageQueue<String> orderedJobs() {
        fake.queue("jobs", BusOptions.withSessions());
        return live("ordered", "true").queue("jobs", String.class);
    }

    static Delivery<String> next(MessageQueue<String> queue) {
        return queue.receive(ReceiveOptions.defaults().max(1).waitUpTo(Duration.ofSeconds(20)))
                .get(0);
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it does not happen").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterEach
    void closeAll() {
        live.forEach(platform -> platform.close(Duration.ofSeconds(5)));
        fake.close();
    }
}
