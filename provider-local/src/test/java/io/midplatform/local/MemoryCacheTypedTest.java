package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.Platform;
import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.testkit.ContractSuite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Caches of records, through the JSON codec. */
class MemoryCacheTypedTest extends ContractSuite {
    private record Customer(String name, int orders) {}

    private record Invoice(long number) {}

    @Override
    protected Map<String, String> provider() {
        return Map.of("midplatform.provider", "local");
    }

    @Test
    void records_comeBack() {
        Cache<Customer> cache = platform().cache("customers", Customer.class);
        Customer ada = new Customer("ada", 3);
        assertThat(cache.get("ada", key -> ada)).isSameAs(ada);
        assertThat(cache.find("ada").orElseThrow()).isEqualTo(ada).isNotSameAs(ada);
    }

    @Test
    void genericTypes_comeBack() {
        Cache<List<Customer>> cache = platform().cache("lists", new TypeRef<List<Customer>>() {});
        cache.put("all", List.of(new Customer("ada", 3), new Customer("grace", 4)));
        assertThat(cache.find("all").orElseThrow()).extracting(Customer::name).containsExactly("ada", "grace");
    }

    @Test
    void aTypeThatChanged_isAMissAndCounted() {
        Map<String, CacheDriver> first = new HashMap<>();
        Platform before = opened(builder().layer(new DriverLayer() {
            @Override
            public CacheDriver cache(String resource, CacheDriver driver) {
                first.put(resource, driver);
                return driver;
            }
        }));
        before.cache("customers", String.class).put("ada", "not json");
        Platform after = opened(builder().layer(new DriverLayer() {
            @Override
            public CacheDriver cache(String resource, CacheDriver driver) {
                return first.get(resource);
            }
        }));
        Cache<Invoice> cache = after.cache("customers", Invoice.class);
        assertThat(cache.find("ada")).isEmpty();
        assertThat(cache.stats().undecodable()).isEqualTo(1);
        assertThat(cache.get("ada", key -> new Invoice(7))).isEqualTo(new Invoice(7));
        assertThat(cache.find("ada")).contains(new Invoice(7));
    }

    @Test
    void oneName_isOneTypeAndOneKind() {
        Platform platform = platform();
        Cache<Customer> cache = platform.cache("customers", Customer.class);
        assertThat(platform.cache("customers", Customer.class)).isSameAs(cache);
        assertThatThrownBy(() -> platform.cache("customers", String.class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> platform.counters("customers")).isInstanceOf(IllegalStateException.class);
    }
}
