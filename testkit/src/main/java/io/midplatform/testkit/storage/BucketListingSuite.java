package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListEntry.ObjectEntry;
import io.midplatform.storage.ListEntry.PrefixEntry;
import io.midplatform.storage.ListOptions;
import io.midplatform.storage.ListPage;
import io.midplatform.storage.Listing;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.DriverProbe;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code list} and {@code listPage} promise. */
public abstract class BucketListingSuite extends BucketSuite {
    private static final ListOptions ALL = ListOptions.defaults();

    /** For providers. */
    protected BucketListingSuite() {}

    private Bucket filled(String... keys) {
        Bucket bucket = platform().bucket("bucket");
        for (String key : keys) {
            bucket.put(key, key);
        }
        return bucket;
    }

    private static List<String> keys(Iterable<ListEntry> entries) {
        List<String> keys = new ArrayList<>();
        entries.forEach(e -> keys.add(e instanceof PrefixEntry ? e.key() + "*" : e.key()));
        return keys;
    }

    @Test
    protected void list_empty_hasNothing() {
        Bucket bucket = filled();
        assertThat(bucket.list()).isEmpty();
        assertThat(bucket.listPage(ALL).next()).isEmpty();
        assertThatThrownBy(() -> bucket.list().iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    protected void list_entries_tellWhatHeadTells() {
        Bucket bucket = filled("k");
        ObjectInfo head = bucket.head("k").orElseThrow();
        assertThat(bucket.list()).containsExactly(new ObjectEntry("k", head.size(), head.etag(), head.lastModified()));
    }

    @Test
    protected void list_order_isByUtf8Bytes() {
        Bucket bucket = filled("\uffee", "b", "a", "B", "\u00e9", "a/", "a-");
        assertThat(keys(bucket.list())).containsExactly("B", "a", "a-", "a/", "b", "\u00e9", "\uffee");
    }

    @Test
    protected void list_orderBeyondTheBasicPlane_isByUtf8Bytes() {
        Bucket bucket = filled("\ud83d\ude00", "\uffee", "a");
        List<String> listed = keys(bucket.list(ALL.pageSize(1)));
        if (bucket.support(StorageFeature.UTF8_ORDER).isUsable()) {
            assertThat(listed).containsExactly("a", "\uffee", "\ud83d\ude00");
        } else {
            assertThat(listed).containsExactlyInAnyOrder("a", "\uffee", "\ud83d\ude00");
        }
    }

    @Test
    protected void list_prefix_isAnyString() {
        Bucket bucket = filled("ab", "abc", "b", "a/b", "\ud83d\ude00x", "\ud83d\ude00");
        assertThat(keys(bucket.list("a"))).containsExactly("a/b", "ab", "abc");
        assertThat(keys(bucket.list("ab"))).containsExactly("ab", "abc");
        assertThat(keys(bucket.list("\ud83d\ude00"))).containsExactly("\ud83d\ude00", "\ud83d\ude00x");
        assertThat(keys(bucket.list("zz"))).isEmpty();
    }

    @Test
    protected void list_delimiter_foldsCommonPrefixes() {
        Bucket bucket = filled("a/1", "a/2", "a/b/3", "b/1", "c");
        assertThat(keys(bucket.list(ALL.delimiter("/")))).containsExactly("a/*", "b/*", "c");
        assertThat(keys(bucket.list(ALL.delimiter("/").prefix("a/")))).containsExactly("a/1", "a/2", "a/b/*");
    }

    @Test
    protected void list_objectBesideItsPrefix_isAnEntryToo() {
        Bucket bucket = filled("a", "a/1", "a/2", "c");
        assertThat(keys(bucket.list(ALL.delimiter("/")))).containsExactly("a", "a/*", "c");
        assertThat(keys(bucket.list(ALL.delimiter("/").prefix("a")))).containsExactly("a", "a/*");
        assertThat(keys(bucket.list("a"))).containsExactly("a", "a/1", "a/2");
    }

    @Test
    protected void list_delimiterFirst_isFoldedToo() {
        Bucket bucket = filled("a", "/", "//");
        assertThat(keys(bucket.list(ALL.delimiter("/")))).containsExactly("/*", "a");
        assertThat(keys(bucket.list(ALL.delimiter("/").prefix("/")))).containsExactly("/", "//*");
    }

    @Test
    protected void list_anyDelimiter_foldsToo() {
        if (lacks(StorageFeature.ANY_DELIMITER, bucket -> bucket.list(ALL.delimiter("--")))) {
            return;
        }
        Bucket bucket = filled("2026--a", "2026--b", "2027--a", "x", "e\ud83d\ude001", "e\ud83d\ude002");
        assertThat(keys(bucket.list(ALL.delimiter("--"))))
                .containsExactly("2026--*", "2027--*", "e\ud83d\ude001", "e\ud83d\ude002", "x");
        assertThat(keys(bucket.list(ALL.delimiter("\ud83d\ude00").prefix("e")))).containsExactly("e\ud83d\ude00*");
    }

    @Test
    protected void list_lastCodePointInPrefix_isFoldedAndPassed() {
        String last = new String(Character.toChars(Character.MAX_CODE_POINT));
        if (lacks(StorageFeature.ANY_DELIMITER, bucket -> bucket.list(ALL.delimiter(last)))) {
            return;
        }
        Bucket bucket = filled("a" + last + "1", "a" + last + "2", "b");
        assertThat(keys(bucket.list(ALL.delimiter(last)))).containsExactly("a" + last + "*", "b");
    }

    @Test
    protected void list_startAfter_isExclusiveAndNeedsNoKey() {
        Bucket bucket = filled("a", "b", "c", "d/1", "d/2");
        assertThat(keys(bucket.list(ALL.startAfter("b")))).containsExactly("c", "d/1", "d/2");
        assertThat(keys(bucket.list(ALL.startAfter("bb")))).containsExactly("c", "d/1", "d/2");
        assertThat(keys(bucket.list(ALL.startAfter("A").prefix("d")))).containsExactly("d/1", "d/2");
        assertThat(keys(bucket.list(ALL.startAfter("z")))).isEmpty();
        assertThat(keys(bucket.list(ALL.startAfter("d/2").delimiter("/")))).isEmpty();
    }

    @Test
    protected void list_startAfterWithinAPrefix_foldsTheRest() {
        Bucket bucket = filled("a", "d/1", "d/2", "e");
        assertThat(keys(bucket.list(ALL.startAfter("d/1").delimiter("/")))).containsExactly("d/*", "e");
    }

    @Test
    protected void listPage_pages_coverAllOnce() {
        Bucket bucket =
                filled(IntStream.range(0, 25).mapToObj("k%02d"::formatted).toArray(String[]::new));
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            ListOptions options = ALL.pageSize(10);
            ListPage page = bucket.listPage(token.map(options::token).orElse(options));
            seen.addAll(keys(page.entries()));
            sizes.add(page.entries().size());
            token = page.next();
            token.ifPresent(t -> assertThat(t).matches("[!-~]+"));
        } while (token.isPresent());
        assertThat(seen).hasSize(25).isSorted().doesNotHaveDuplicates();
        assertThat(sizes).containsExactly(10, 10, 5);
    }

    @Test
    protected void listPage_pagesOfFolded_coverAllOnce() {
        Bucket bucket = filled("a/1", "a/2", "b/1", "b/2", "b/3", "c", "d/1", "e");
        for (int size = 1; size <= 6; size++) {
            assertThat(keys(bucket.list(ALL.delimiter("/").pageSize(size))))
                    .as("pages of " + size)
                    .containsExactly("a/*", "b/*", "c", "d/*", "e");
        }
    }

    @Test
    protected void listPage_exactlyFull_endsWithoutLosingOrRepeating() {
        Bucket bucket = filled("a", "b", "c", "d");
        assertThat(keys(bucket.list(ALL.pageSize(2)))).containsExactly("a", "b", "c", "d");
    }

    @Test
    protected void list_overOnePage_isComplete() {
        int page = largestPage();
        DriverProbe probe = new DriverProbe().limits(StorageLimitsOf.pageSize(page));
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        int count = page + page / 5 + 3;
        IntStream.range(0, count).forEach(i -> bucket.put("k%04d".formatted(i), "x"));
        probe.reset();
        assertThat(keys(bucket.list())).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(probe.calls()).containsExactly("list", "list");
    }

    /**
     * How many entries a page has at most.
     *
     * @return 1,000, or less where filling a bucket takes long
     */
    protected int largestPage() {
        return 1_000;
    }

    @Test
    protected void list_isLazyAndRestartable() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        for (int i = 0; i < 10; i++) {
            bucket.put("k" + i, "x");
        }
        probe.reset();
        Listing listing = bucket.list(ALL.pageSize(4));
        Iterator<ListEntry> iterator = listing.iterator();
        assertThat(probe.calls()).as("no request before the first element").isEmpty();
        for (int i = 0; i < 4; i++) {
            iterator.next();
        }
        assertThat(probe.calls()).as("one page").containsExactly("list");
        assertThat(listing.stream().count()).isEqualTo(10);
        bucket.put("k99", "x");
        assertThat(listing.stream().count()).isEqualTo(11);
    }

    @Test
    protected void listPage_deletedMeanwhile_othersAreStillSeen() {
        Bucket bucket = filled("a", "b", "c", "d", "e");
        ListPage first = bucket.listPage(ALL.pageSize(2));
        bucket.delete("b");
        bucket.delete("c");
        ListPage second = bucket.listPage(ALL.pageSize(2).token(first.next().orElseThrow()));
        assertThat(keys(second.entries())).containsExactly("d", "e");
    }

    @Test
    protected void listPage_tokenOfAnotherListing_isInvalidBeforeAnyIo() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("p/1", "x");
        bucket.put("p/2", "x");
        String token = bucket.listPage(ALL.prefix("p/").pageSize(1)).next().orElseThrow();
        probe.reset();
        for (ListOptions other : List.of(
                ALL.prefix("q/"),
                ALL,
                ALL.prefix("p/").delimiter("/"),
                ALL.prefix("p/").startAfter("p"))) {
            fails(ErrorCode.INVALID_REQUEST, () -> bucket.listPage(other.token(token)));
        }
        for (String bad : List.of("", "x", "%%%", token + "A", token.substring(1), "\u00e9")) {
            fails(ErrorCode.INVALID_REQUEST, () -> bucket.listPage(ALL.token(bad)));
        }
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void listOptions_badConstants_areIllegalArguments() {
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.pageSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.pageSize(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.delimiter(""));
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.timeout(java.time.Duration.ZERO));
    }

    @Test
    protected void list_badPrefixOrStart_isInvalid() {
        Bucket bucket = filled();
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.list("lone \ud83d"));
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.list(ALL.startAfter("x".repeat(1025))));
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.list(ALL.prefix("x".repeat(1025))));
    }
}
