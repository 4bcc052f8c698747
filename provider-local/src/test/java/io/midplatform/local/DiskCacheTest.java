package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CounterOptions;
import io.midplatform.cache.Counters;
import io.midplatform.testkit.ContractSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches and counters on disk, across the ends of platforms. */
class DiskCacheTest extends ContractSuite {
    private static final CachePutOptions TAGGED = CachePutOptions.defaults().tags("t");

    @TempDir
    Path folder;

    @Override
    protected Map<String, String> provider() {
        return Map.of(
                "midplatform.providers.local.mode", "disk", "midplatform.providers.local.path", folder.toString());
    }

    @Test
    void entriesTagsAndVersions_surviveARestart() {
        Platform first = platform();
        Cache<String> cache = first.cache("carts", String.class);
        cache.put("a", "1");
        cache.put("dead", "1", CachePutOptions.defaults().tags("old"));
        cache.invalidateTag("old");
        cache.put("tagged", "1", TAGGED);
        CacheResult<String> seen = cache.lookup("a");
        first.close();

        cache = platform().cache("carts", String.class);
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.find("tagged")).contains("1");
        assertThat(cache.find("dead")).isEmpty();
        assertThat(cache.lookup("a").version()).isEqualTo(seen.version());
        assertThat(cache.replace("a", seen.version().orElseThrow(), "2")).isTrue();
        assertThat(cache.replace("a", seen.version().orElseThrow(), "3")).isFalse();
        cache.invalidateTag("t");
        assertThat(cache.find("tagged")).isEmpty();
        assertThat(cache.find("a")).contains("2");
        cache.clear();
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    void counters_countOn_afterARestart() {
        Platform first = platform();
        first.counters("logins").increment("ada", 41);
        first.close();
        Counters counters = platform().counters("logins");
        assertThat(counters.get("ada")).isEqualTo(41);
        assertThat(counters.increment("ada")).isEqualTo(42);
    }

    @Test
    void whatEndsWhileThePlatformIsAway_isGone() {
        Platform first = platform("midplatform.cache.carts.jitter", "0");
        Cache<String> cache = first.cache("carts", String.class);
        cache.put("short", "1", CachePutOptions.defaults().ttl(Duration.ofMinutes(1)));
        cache.put("long", "1", CachePutOptions.defaults().ttl(Duration.ofMinutes(3)));
        first.counters("logins").increment("short", 5, CounterOptions.defaults().ttl(Duration.ofMinutes(1)));
        first.counters("logins").increment("long", 5, CounterOptions.defaults().ttl(Duration.ofMinutes(3)));
        first.close();
        time.advance(Duration.ofMinutes(2));

        Platform second = platform();
        cache = second.cache("carts", String.class);
        assertThat(cache.find("short")).isEmpty();
        assertThat(cache.putIfAbsent("short", "2")).isTrue();
        assertThat(cache.lookup("long").remaining()).contains(Duration.ofMinutes(1));
        Counters counters = second.counters("logins");
        assertThat(counters.get("short")).isZero();
        assertThat(counters.increment("short")).isOne();
        assertThat(counters.increment("long")).isEqualTo(6);
    }

    @Test
    void anotherPlatform_isRefusedTheFolder() {
        Platform first = platform();
        first.cache("carts", String.class).put("a", "1");
        Platform second = platform();
        fails(ErrorCode.CONFIGURATION, () -> second.cache("carts", String.class).put("a", "2"));
        assertThat(first.cache("carts", String.class).find("a")).contains("1");
    }

    @Test
    void aDamagedFile_isCorrupt() throws Exception {
        Files.writeString(folder.resolve("store.db"), "no database, and never was one. ".repeat(100));
        PlatformException thrown = fails(
                ErrorCode.CORRUPT, () -> platform().cache("carts", String.class).find("a"));
        assertThat(thrown.advice()).isPresent();
    }

    @Test
    void theDatabaseOfAnotherProgram_isLeftAlone() throws Exception {
        sql("CREATE TABLE theirs (id INTEGER)");
        assertThatThrownBy(() -> platform().cache("carts", String.class).put("a", "1"))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("another program");
    }

    @Test
    void aFolderOfANewerVersion_isLeftAlone() throws Exception {
        Platform first = platform();
        first.cache("carts", String.class).put("a", "1");
        first.close();
        sql("PRAGMA user_version=99");
        assertThatThrownBy(() -> platform().cache("carts", String.class).put("a", "1"))
                .hasMessageContaining("newer version");
    }

    @Test
    void aFolderOfTheSecondFormat_isBroughtForward() throws Exception {
        Platform first = platform();
        first.bucket("files").put("a", "1");
        first.close();
        sql("DROP TABLE caches", "DROP TABLE entries", "DROP TABLE counts", "PRAGMA user_version=2");
        Platform second = platform();
        Cache<String> cache = second.cache("carts", String.class);
        cache.put("a", "1");
        assertThat(cache.find("a")).contains("1");
        assertThat(second.counters("logins").increment("a")).isOne();
        assertThat(second.bucket("files").getString("a")).isEqualTo("1");
    }

    @Test
    void oneCache_canBeInMemory() {
        Platform first = platform("midplatform.cache.carts.mode", "memory");
        first.cache("carts", String.class).put("a", "1");
        first.cache("other", String.class).put("a", "1");
        first.close();
        Platform second = platform("midplatform.cache.carts.mode", "memory");
        assertThat(second.cache("carts", String.class).find("a")).isEmpty();
        assertThat(second.cache("other", String.class).find("a")).contains("1");
    }

    @Test
    void disk_needsAFolder() {
        Platform platform = opened(
                Platform.builder().isolated().time(time).settings(Map.of("midplatform.cache.carts.mode", "disk")));
        fails(
                ErrorCode.CONFIGURATION,
                () -> platform.cache("carts", String.class).find("a"));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
