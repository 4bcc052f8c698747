package io.midplatform.azure.storagequeue;

import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.azure.testing.Backend.Service;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An Azurite whose clock is the test's: real leases, delays and expiries, that end when the test moves time. Each test has an account of its own. */
final class StorageQueueServer {
    private static final List<String> ACCOUNTS =
            IntStream.range(0, 1000).mapToObj(i -> "test" + i).toList();
    private static final URI ENDPOINT =
            AzuriteServer.start(ACCOUNTS, List.of("clock.js")).get(Service.QUEUE);
    private static final HttpClient CLOCK = HttpClient.newHttpClient();

    private static TestTime current = new TestTime();
    private static int tests;

    private StorageQueueServer() {}

    /** The settings of a provider on the server of the test with this time, which makes the queues that it is asked for. */
    static synchronized Map<String, String> provider(TestTime time) {
        if (!current.equals(time)) {
            current = time;
            tests++;
            set(time.instant());
            time.onAdvance(step -> set(time.instant()));
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "azure");
        settings.put("midplatform.providers.azure.endpoint", endpoint().toString());
        settings.put("midplatform.providers.azure.create", "true");
        settings.put("midplatform.providers.azure.credentials.account-key", AzuriteServer.KEY);
        return settings;
    }

    /** Where the account of the current test is. */
    static synchronized URI endpoint() {
        return ENDPOINT.resolve("/" + account());
    }

    /** The account of the current test. */
    static synchronized String account() {
        return ACCOUNTS.get(tests);
    }

    private static void set(Instant now) {
        URI clock = ENDPOINT.resolve("/clock/" + now.toEpochMilli());
        try {
            CLOCK.send(HttpRequest.newBuilder(clock).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new IllegalStateException("the server's clock cannot be set", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
