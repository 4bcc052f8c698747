package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.spi.KeyOrder;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.testkit.ContractSuite;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.HostileData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys are opaque. */
public abstract class BucketKeysSuite extends ContractSuite {
    /** For providers. */
    protected BucketKeysSuite() {}

    @Test
    protected void key_hostile_isHeldAsItIs() {
        Bucket bucket = platform().bucket("bucket");
        for (String key : HostileData.STRINGS) {
            bucket.put(key, "content of " + key);
        }
        for (String key : HostileData.STRINGS) {
            assertThat(bucket.getString(key)).as(key).isEqualTo("content of " + key);
            assertThat(bucket.head(key).orElseThrow().key()).isEqualTo(key);
        }
        List<String> sorted = HostileData.STRINGS.stream().sorted(KeyOrder.UTF8).toList();
        assertThat(bucket.list().stream().map(ListEntry::key)).containsExactlyElementsOf(sorted);
        for (String key : HostileData.STRINGS) {
            bucket.delete(key);
            assertThat(bucket.exists(key)).as(key).isFalse();
        }
        assertThat(bucket.list()).isEmpty();
    }

    @Test
    protected void key_underPrefixSetting_isHeldAsItIs() {
        var platform = platform(
                "midplatform.storage.one.prefix", "team/one/",
                "midplatform.storage.one.bucket", "shared",
                "midplatform.storage.all.bucket", "shared");
        Bucket one = platform.bucket("one");
        Bucket all = platform.bucket("all");
        for (String key : HostileData.STRINGS.subList(0, 20)) {
            one.put(key, key);
            assertThat(all.getString("team/one/" + key)).isEqualTo(key);
            assertThat(one.getString(key)).isEqualTo(key);
        }
        all.put("team/two/x", "x");
        assertThat(one.list().stream().map(ListEntry::key))
                .containsExactlyElementsOf(HostileData.STRINGS.subList(0, 20).stream()
                        .sorted(KeyOrder.UTF8)
                        .toList());
        one.copy("a", "copied");
        assertThat(all.exists("team/one/copied")).isTrue();
        one.deleteAll(HostileData.STRINGS.subList(0, 20)).throwIfAny();
        one.delete("copied");
        assertThat(all.list().stream().map(ListEntry::key)).containsExactly("team/two/x");
    }

    @Test
    protected void key_tooLongWithThePrefix_isInvalid() {
        Bucket bucket =
                platform("midplatform.storage.bucket.prefix", "p".repeat(1000)).bucket("bucket");
        bucket.put("k".repeat(24), "x");
        assertThat(fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k".repeat(25), "x")))
                .hasMessageContaining("prefix");
    }

    @Test
    protected void key_invalid_isRefusedByEveryOperationBeforeAnyIo() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        for (String bad : List.of("", "x".repeat(1025), "\u00e9".repeat(513), "lone \ud83d", "\ude00")) {
            for (BucketOperations.Operation operation : BucketOperations.ALL) {
                PlatformException thrown =
                        fails(ErrorCode.INVALID_REQUEST, () -> operation.call().on(bucket, bad));
                assertThat(thrown.getMessage()).contains("1024").hasSizeLessThan(600);
            }
        }
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void key_longest_isHeld() {
        Bucket bucket = platform().bucket("bucket");
        String longest = "\u00e9".repeat(512);
        bucket.put(longest, "x");
        assertThat(bucket.list().stream().map(ListEntry::key)).containsExactly(longest);
    }

    @Test
    protected void key_thatTheServiceCannotHold_isInvalidBeforeAnyIo() {
        DriverProbe probe = new DriverProbe()
                .storage(can -> new StorageCapabilities(
                        can.features(), can.limits(), key -> key.contains("?") ? "this service has no ?" : null));
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        assertThat(fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("a?b", "x")))
                .hasMessageContaining("this service has no ?");
        assertThat(probe.calls()).isEmpty();
    }
}
