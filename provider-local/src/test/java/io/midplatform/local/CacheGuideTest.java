package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheMetrics;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CounterOptions;
import io.midplatform.cache.Counters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/cache.md} are the source of this class, which runs them. */
class CacheGuideTest {
    record Customer(String name, String city) {
        Customer movedTo(String other) {
            return new Customer(name, other);
        }
    }

    private static final class Repository {
        Customer load(String key) {
            return new Customer(key, "London");
        }

        Customer find(String key) {
            return key.equals("bob") ? null : load(key);
        }

        Map<String, Customer> loadAll(Set<String> keys) {
            Map<String, Customer> all = new HashMap<>();
            keys.forEach(key -> all.put(key, load(key)));
            return all;
        }
    }

    private final Platform platform = Platform.builder().isolated().build();
    private final Cache<Customer> customers = platform.cache("customers", Customer.class);
    private final Repository repository = new Repository();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void reading() {
        // reading: begin
        Customer ada = customers.get("ada", key -> repository.load(key)); // NOT_FOUND where there is none
        Optional<Customer> maybe = customers.find("bob", key -> repository.find(key)); // null from the loader: absent
        Optional<Customer> known = customers.find("ada"); // asks the cache only
        Map<String, Customer> many = customers.getAll(List.of("ada", "bob"), missing -> repository.loadAll(missing));
        // reading: end
        assertThat(known).contains(ada);
        assertThat(maybe).isEmpty();
        assertThat(many).hasSize(2);
    }

    @Test
    void writing() {
        Customer ada = new Customer("ada", "London");
        Map<String, Customer> all = Map.of("bob", ada);
        // writing: begin
        customers.put("ada", ada, CachePutOptions.defaults().ttl(Duration.ofMinutes(10)));
        boolean first = customers.putIfAbsent("ada", ada);
        CacheResult<Customer> seen = customers.lookup("ada"); // status, age, remaining life, version
        if (seen.version().isPresent()) {
            boolean won = customers.replace("ada", seen.version().get(), ada.movedTo("Turin"));
            // writing: pause
            assertThat(won).isTrue();
            // writing: resume
        }
        customers.putAll(all).throwIfAny();
        customers.remove("ada");
        // writing: end
        assertThat(first).isFalse();
        assertThat(customers.find("ada")).isEmpty();
        assertThat(customers.find("bob")).isPresent();
    }

    @Test
    void tags() {
        Customer ada = new Customer("ada", "London");
        // tags: begin
        customers.put("ada", ada, CachePutOptions.defaults().tags("tenant:acme", "region:eu"));
        customers.invalidateTag("tenant:acme"); // every entry with the tag, in every process
        customers.clear(); // every entry of this cache
        // tags: end
        assertThat(customers.find("ada")).isEmpty();
    }

    @Test
    void counters() {
        // counters: begin
        Counters logins = platform.counters("logins");
        long tries = logins.increment("ada", 1, CounterOptions.defaults().ttl(Duration.ofMinutes(15)));
        // counters: end
        assertThat(tries).isOne();
    }

    @Test
    void meters() {
        MeterRegistry registry = new SimpleMeterRegistry();
        // meters: begin
        new CacheMetrics(customers).bindTo(registry);
        // meters: end
        customers.find("ada");
        assertThat(registry.get("cache.gets")
                        .tag("result", "miss")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void guide_showsWhatRunsHere() throws IOException {
        String guide = Files.readString(Path.of("../docs/cache.md"));
        List<String> source = Files.readAllLines(Path.of("src/test/java/io/midplatform/local/CacheGuideTest.java"));
        for (String example : List.of("reading", "writing", "tags", "counters", "meters")) {
            assertThat(guide).contains("<!-- " + example + " -->\n```java\n" + snippet(source, example) + "```\n");
        }
    }

    private static String snippet(List<String> source, String example) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : source) {
            String mark = line.strip();
            if (mark.equals("// " + example + ": begin") || mark.equals("// " + example + ": resume")) {
                inside = true;
            } else if (mark.equals("// " + example + ": end") || mark.equals("// " + example + ": pause")) {
                inside = false;
            } else if (inside) {
                lines.add(line.substring(8) + "\n");
            }
        }
        assertThat(lines).as(example).isNotEmpty();
        return String.join("", lines);
    }
}
