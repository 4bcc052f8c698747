package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.local.Durability;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.UploadDriver.Completion;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import io.midplatform.testkit.TestTime;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads on disk: what is recorded of them, across the ends of processes. */
class DiskUploadTest {
    private static final int PART = 1 << 20;
    private static final ObjectAttributes ATTRIBUTES = new ObjectAttributes(
            "text/x",
            Optional.of("no-cache"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("la"),
            Map.of("who", "ünü"));

    private final TestTime time = new TestTime();
    private final Deadline deadline = Samples.soon(time);

    @TempDir
    Path folder;

    private DiskStore store;
    private BucketDriver bucket;

    @BeforeEach
    void open() {
        store = DiskStore.open(folder, Durability.PROCESS, time);
        bucket = store.bucket("b", true);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        close();
        open();
    }

    /** As after a kill: the next start sweeps. */
    private void reopenUncleanly() throws InterruptedException {
        store.files().begin();
        reopen();
        store.awaitSweep();
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... all) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(all).mapToInt(each -> each.length).sum());
        Arrays.stream(all).forEach(joined::put);
        return joined.array();
    }

    private String start(String key) throws Exception {
        return bucket.startUpload(key, ATTRIBUTES, Map.of("tag", "t"), deadline);
    }

    private String send(String upload, int number, byte[] bytes) throws Exception {
        return bucket.uploadPart("k", upload, number, Content.bytes(bytes), deadline);
    }

    private PutResult complete(String upload, List<String> tags, byte[] whole, Condition condition) throws Exception {
        return bucket.completeUpload(
                new Completion(
                        "k", upload, tags, whole.length, Checksum.crc32c(whole), ATTRIBUTES, Map.of(), condition),
                deadline);
    }

    private PutResult complete(String upload, List<String> tags, byte[] whole) throws Exception {
        return complete(upload, tags, whole, Condition.NONE);
    }

    private List<SentPart> parts(String upload) throws Exception {
        return Samples.parts(bucket, "k", upload, deadline);
    }

    private List<PendingUpload> uploads(String prefix) throws Exception {
        return Samples.uploads(bucket, prefix, deadline);
    }

    private static void fails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(call)
                .satisfies(thrown -> assertThat(thrown.failure().code()).isEqualTo(code));
    }

    private void assertOnlyObject(byte[] whole) throws Exception {
        assertThat(Samples.read(bucket, "k", deadline)).isEqualTo(whole);
        assertThat(bucket.stat("k", deadline).checksum()).contains(Checksum.crc32c(whole));
        assertThat(Samples.files(folder)).hasSize(1);
        assertThat(uploads("")).isEmpty();
    }

    @Test
    void process_ends_leavesTheUploadToTheNext() throws Exception {
        byte[] first = bytes(1, PART);
        byte[] second = bytes(2, 77);
        String upload = start("k");
        String firstTag = send(upload, 1, first);
        reopenUncleanly();
        assertThat(uploads("")).containsExactly(new PendingUpload("k", upload, time.instant()));
        assertThat(parts(upload)).containsExactly(new SentPart(1, PART, firstTag, Checksum.crc32c(first)));
        String secondTag = send(upload, 2, second);
        reopen();
        assertThat(parts(upload)).hasSize(2);
        PutResult result = complete(upload, List.of(firstTag, secondTag), joined(first, second));
        assertThat(result.etag()).as("nothing is copied").startsWith(upload + "-");
        reopenUncleanly();
        assertOnlyObject(joined(first, second));
        assertThat(bucket.stat("k", deadline).attributes()).isEqualTo(ATTRIBUTES);
        assertThat(bucket.tags("k", deadline)).isEqualTo(Map.of("tag", "t"));
    }

    @Test
    void part_sentAgain_isTheLastOne() throws Exception {
        byte[] first = bytes(1, PART);
        byte[] again = bytes(2, PART);
        byte[] last = bytes(3, PART);
        String upload = start("k");
        String firstTag = send(upload, 1, first);
        String againTag = send(upload, 1, again);
        String lastTag = send(upload, 1, last);
        fails(ErrorCode.INVALID_REQUEST, () -> complete(upload, List.of(firstTag), first));
        fails(ErrorCode.INVALID_REQUEST, () -> complete(upload, List.of(againTag), again));
        assertThat(Samples.files(folder)).as("the second one's is removed").hasSize(2);
        reopenUncleanly();
        assertThat(parts(upload)).singleElement().isEqualTo(new SentPart(1, PART, lastTag, Checksum.crc32c(last)));
        complete(upload, List.of(lastTag), last);
        assertOnlyObject(last);
    }

    @Test
    void part_sentAgainInVain_staysTheFirst() throws Exception {
        byte[] first = bytes(1, PART);
        String upload = start("k");
        String tag = send(upload, 1, first);
        assertThatThrownBy(() -> bucket.uploadPart("k", upload, 1, torn(bytes(2, PART)), deadline))
                .hasMessage("torn");
        assertThat(Samples.files(folder)).hasSize(1);
        complete(upload, List.of(tag), first);
        assertOnlyObject(first);
    }

    @Test
    void part_sentInVain_takesItsPlaceTheNextTime() throws Exception {
        byte[] first = bytes(1, PART);
        String upload = start("k");
        assertThatThrownBy(() -> bucket.uploadPart("k", upload, 1, torn(bytes(2, PART)), deadline))
                .hasMessage("torn");
        assertThat(parts(upload)).isEmpty();
        String tag = send(upload, 1, first);
        assertThat(complete(upload, List.of(tag), first).etag()).startsWith(upload + "-");
        assertOnlyObject(first);
    }

    private static Content torn(byte[] bytes) {
        return Content.opened(
                bytes.length, () -> new FilterInputStream(new ByteArrayInputStream(bytes, 0, bytes.length / 2)) {
                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        int got = super.read(into, offset, length);
                        if (got < 0) {
                            throw new IOException("torn");
                        }
                        return got;
                    }
                });
    }

    @Test
    void parts_ofOtherSizes_arePutTogether() throws Exception {
        byte[] small = bytes(1, 3);
        byte[] large = bytes(2, PART + 5);
        byte[] last = bytes(3, PART);
        String upload = start("k");
        String largeTag = send(upload, 2, large);
        String lastTag = send(upload, 3, last);
        reopenUncleanly();
        String smallTag = send(upload, 1, small);
        assertThat(parts(upload)).extracting(SentPart::size).containsExactly(3L, PART + 5L, (long) PART);
        complete(upload, List.of(smallTag, largeTag, lastTag), joined(small, large, last));
        assertOnlyObject(joined(small, large, last));
    }

    @Test
    void complete_refused_leavesTheUploadWhole() throws Exception {
        byte[] first = bytes(1, PART);
        byte[] second = bytes(2, PART);
        Samples.put(bucket, "k", new byte[1], Condition.NONE, deadline);
        String upload = start("k");
        List<String> tags = List.of(send(upload, 1, first), send(upload, 2, second));
        Condition absent = new Condition(true, null);
        fails(ErrorCode.ALREADY_EXISTS, () -> complete(upload, tags, joined(first, second), absent));
        fails(ErrorCode.ALREADY_EXISTS, () -> complete(upload, tags.subList(0, 1), first, absent));
        fails(ErrorCode.INVALID_REQUEST, () -> complete(upload, tags, first));
        reopen();
        assertThat(parts(upload)).extracting(SentPart::tag).isEqualTo(tags);
        complete(upload, tags, joined(first, second));
        assertOnlyObject(joined(first, second));
    }

    @Test
    void abort_whileCompleting_wins() throws Exception {
        byte[] first = bytes(1, PART);
        String id = start("k");
        List<String> tags = List.of(send(id, 1, first));
        long row = store.database().read(session -> session.number("SELECT id FROM buckets"), deadline);
        Upload upload = store.uploads().get(row, "k", id, deadline);
        upload.startCompleting();
        fails(ErrorCode.PRECONDITION_FAILED, () -> complete(id, tags, first));
        long file = upload.assemble(tags, PART, deadline);
        bucket.abortUpload("k", id, deadline);
        ObjectRow object = new ObjectRow(file, PART, 1, 1, ATTRIBUTES, Map.of());
        Switch change = new Switch(store.files(), row, "k", object, Condition.NONE);
        fails(
                ErrorCode.NOT_FOUND,
                () -> store.database().write(new Publication(store.files(), change, upload, () -> {}), deadline));
        fails(ErrorCode.NOT_FOUND, () -> upload.assemble(tags, PART, deadline));
        assertThat(bucket.stat("k", deadline)).isNull();
        assertThat(Samples.files(folder)).isEmpty();
        assertThat(store.files().isClean()).isTrue();
    }

    @Test
    void abort_removesRowsAndFiles() throws Exception {
        String upload = start("k");
        send(upload, 1, bytes(1, PART));
        send(upload, 2, bytes(2, PART + 1));
        String other = start("k");
        reopen();
        bucket.abortUpload("other", upload, deadline);
        store.bucket("elsewhere", true).abortUpload("k", upload, deadline);
        assertThat(Samples.files(folder)).as("another key's is unknown").hasSize(3);
        bucket.abortUpload("k", upload, deadline);
        bucket.abortUpload("k", upload, deadline);
        bucket.abortUpload("k", "nonsense", deadline);
        assertThat(uploads("")).extracting(PendingUpload::upload).containsExactly(other);
        assertThat(Samples.files(folder)).hasSize(1);
        long parts = store.database().read(session -> session.number("SELECT count(*) FROM parts"), deadline);
        assertThat(parts).isZero();
    }

    @Test
    void upload_ended_isNotFound() throws Exception {
        byte[] first = bytes(1, 10);
        String upload = start("k");
        List<String> tags = List.of(send(upload, 1, first));
        BucketDriver elsewhere = store.bucket("elsewhere", true);
        fails(ErrorCode.NOT_FOUND, () -> bucket.listParts("other", upload, null, deadline));
        fails(ErrorCode.NOT_FOUND, () -> elsewhere.listParts("k", upload, null, deadline));
        complete(upload, tags, first);
        for (int process = 0; process < 2; process++) {
            fails(ErrorCode.NOT_FOUND, () -> parts(upload));
            fails(ErrorCode.NOT_FOUND, () -> send(upload, 2, first));
            fails(ErrorCode.NOT_FOUND, () -> complete(upload, tags, first));
            fails(ErrorCode.NOT_FOUND, () -> parts("nonsense"));
            bucket.abortUpload("k", upload, deadline);
            assertOnlyObject(first);
            reopen();
        }
    }

    @Test
    void part_tornByAPowerLoss_isSentAgain() throws Exception {
        byte[] first = bytes(1, PART);
        byte[] second = bytes(2, PART);
        String upload = start("k");
        List<String> tags = List.of(send(upload, 1, first), send(upload, 2, second));
        close();
        try (FileChannel file = FileChannel.open(Samples.files(folder).get(0), StandardOpenOption.WRITE)) {
            file.truncate(PART + 5);
        }
        open();
        fails(ErrorCode.INVALID_REQUEST, () -> complete(upload, tags, joined(first, second)));
        assertThat(parts(upload)).extracting(SentPart::number).containsExactly(1);
        assertThat(send(upload, 2, second)).isEqualTo(tags.get(1));
        assertThat(complete(upload, tags, joined(first, second)).etag()).startsWith(upload + "-");
        assertOnlyObject(joined(first, second));
    }

    @Test
    void file_lostInAPowerLoss_isSentAgain() throws Exception {
        byte[] first = bytes(1, PART);
        String upload = start("k");
        send(upload, 1, first);
        close();
        Files.delete(Samples.files(folder).get(0));
        open();
        assertThat(parts(upload)).isEmpty();
        complete(upload, List.of(send(upload, 1, first)), first);
        assertOnlyObject(first);
    }

    @Test
    void sweep_keepsUploadsAndRemovesTheRest() throws Exception {
        byte[] first = bytes(1, PART + 1);
        String upload = start("k");
        String tag = send(upload, 1, first);
        long stray = store.files().begin();
        store.files().create(stray);
        assertThat(Samples.files(folder)).hasSize(3);
        reopen();
        store.awaitSweep();
        assertThat(Samples.files(folder))
                .hasSize(2)
                .doesNotContain(store.files().path(stray));
        complete(upload, List.of(tag), first);
        reopenUncleanly();
        assertOnlyObject(first);
    }

    @Test
    void lists_areInPages() throws Exception {
        String upload = start("k");
        List<String> keys = List.of("p/\ud83d\ude00", "p/\uffee", "p/a", "p/a", "q", "p");
        for (String key : keys) {
            start(key);
        }
        for (int number = 1; number <= 1001; number++) {
            send(upload, number, new byte[] {(byte) number});
            start("r");
        }
        reopen();
        assertThat(parts(upload)).hasSize(1001).extracting(SentPart::number).isSorted();
        assertThat(uploads("r")).hasSize(1001).doesNotHaveDuplicates();
        assertThat(uploads("")).hasSize(1002 + keys.size()).doesNotHaveDuplicates();
        assertThat(uploads("p/"))
                .extracting(PendingUpload::key)
                .containsExactly("p/a", "p/a", "p/\uffee", "p/\ud83d\ude00");
    }

    @Test
    void folder_ofTheFirstFormat_isBroughtForward() throws Exception {
        Samples.put(bucket, "old", new byte[] {1}, Condition.NONE, deadline);
        store.database()
                .write(
                        session -> {
                            session.run("DROP TABLE uploads");
                            session.run("DROP TABLE parts");
                            session.run("DROP TABLE caches");
                            session.run("DROP TABLE entries");
                            session.run("DROP TABLE counts");
                            session.pragma("user_version=1");
                            return true;
                        },
                        deadline);
        reopenUncleanly();
        assertThat(Samples.read(bucket, "old", deadline)).containsExactly(1);
        String upload = start("k");
        List<String> tags = List.of(send(upload, 1, new byte[] {2}));
        reopen();
        complete(upload, tags, new byte[] {2});
        assertThat(Samples.keys(bucket, deadline)).containsExactly("k", "old");
    }
}
