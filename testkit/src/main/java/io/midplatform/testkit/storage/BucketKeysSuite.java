package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.KeyOrder;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.HostileData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys are opaque. */
public abstract class BucketKeysSuite extends BucketSuite {
    /** For providers. */
    protected BucketKeysSuite() {}

    @Test
    protected void key_hostile_isHeldAsItIs() {
        held(HostileData.STRINGS);
    }

    /**
     * Asserts that keys are held as they are, each beside the others. Without the feature {@code any-key} some may be refused before any I/O.
     *
     * @param keys the keys, all different
     */
    protected final void held(List<String> keys) {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        List<String> sorted = keys.stream()
                .filter(key -> isAllowed(bucket, probe, key))
                .sorted(KeyOrder.UTF8)
                .toList();
        for (String key : sorted) {
            bucket.put(key, "content of " + key);
        }
        for (String key : sorted) {
            assertThat(bucket.getString(key)).as(key).isEqualTo("content of " + key);
            assertThat(bucket.head(key).orElseThrow().key()).isEqualTo(key);
        }
        List<String> listed = bucket.list().stream().map(ListEntry::key).toList();
        if (bucket.support(StorageFeature.UTF8_ORDER).isUsable()) {
            assertThat(listed).containsExactlyElementsOf(sorted);
        } else {
            assertThat(listed).containsExactlyInAnyOrderElementsOf(sorted);
        }
        for (String key : sorted) {
            bucket.delete(key);
            assertThat(bucket.exists(key)).as(key).isFalse();
        }
        assertThat(bucket.list()).isEmpty();
    }

    /** Whether the provider says that it can hold a key; what it cannot is refused before any I/O. */
    private static boolean isAllowed(Bucket bucket, DriverProbe probe, String key) {
        probe.reset();
        boolean allowed = isAllowed(bucket, key);
        if (!allowed) {
            assertThat(probe.calls()).as(key).isEmpty();
        }
        return allowed;
    }

    private static boolean isAllowed(Bucket bucket, String key) {
        try {
            bucket.exists(key);
            return true;
        } catch (PlatformException e) {
            assertThat(e.code()).as(key).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(bucket.support(StorageFeature.ANY_KEY).isUsable())
                    .as(key)
                    .isFalse();
            return false;
        }
    }

    /**
     * The provider's setting that names the bucket on the service.
     *
     * @return its name below the resource
     */
    protected String nameSetting() {
        return "bucket";
    }

    @Test
    protected void key_underPrefixSetting_isHeldAsItIs() {
        heldUnderPrefix(HostileData.STRINGS.subList(0, 20));
    }

    /**
     * Asserts that keys are held as they are below a prefix, each beside the others.
     *
     * @param keys the keys, all different, {@code a} among them
     */
    protected final void heldUnderPrefix(List<String> keys) {
        String name = nameSetting();
        String shared = provider().getOrDefault("midplatform.storage.bucket." + name, "shared");
        var platform = platform(
                "midplatform.storage.one.prefix",
                "team/one/",
                "midplatform.storage.one." + name,
                shared,
                "midplatform.storage.all." + name,
                shared);
        Bucket one = platform.bucket("one");
        Bucket all = platform.bucket("all");
        List<String> allowed = keys.stream().filter(key -> isAllowed(one, key)).toList();
        for (String key : allowed) {
            one.put(key, key);
            assertThat(all.getString("team/one/" + key)).isEqualTo(key);
            assertThat(one.getString(key)).isEqualTo(key);
        }
        all.put("team/two/x", "x");
        assertThat(one.list().stream().map(ListEntry::key))
                .containsExactlyElementsOf(
                        allowed.stream().sorted(KeyOrder.UTF8).toList());
        one.copy("a", "copied");
        assertThat(all.exists("team/one/copied")).isTrue();
        one.deleteAll(allowed).throwIfAny();
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
