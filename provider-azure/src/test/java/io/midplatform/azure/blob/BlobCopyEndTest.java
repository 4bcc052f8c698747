package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.created;
import static io.midplatform.azure.blob.CannedBlob.fails;
import static io.midplatform.azure.blob.CannedBlob.ok;
import static io.midplatform.azure.blob.CannedBlob.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.CannedBucket.Request;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.CopyOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies that take long, while Azure reads the source itself and says nothing: they end with the caller, and leave nothing half done. */
class BlobCopyEndTest {
    /** Longer than a test: what ends sooner was ended. */
    private static final CopyOptions LONG = CopyOptions.defaults().timeout(Duration.ofHours(1));

    /** Long enough for the requests that are answered, on a machine that is busy. */
    private static final CopyOptions SHORT = CopyOptions.defaults().timeout(Duration.ofSeconds(5));

    private static final long SMALL = 3;
    private static final long LARGE = 3L << 30;

    private final CannedBlob wire = new CannedBlob();
    private int before;
    private final AtomicBoolean silent = new AtomicBoolean();
    private final CountDownLatch copying = new CountDownLatch(1);
    private final Queue<String> blocks = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Bucket bucket;

    @BeforeEach
    void open() {
        bucket = wire.bucket("http.socket-timeout", "1h");
        wire.next(1_000, azure());
        bucket.copy("large", "warm"); // loads classes, which may take a while
        bucket.copy("small", "warm");
        silent.set(true);
        blocks.clear();
        before = wire.requests().size();
    }

    @AfterEach
    void close() {
        wire.close();
    }

    /** Azure, of which each copy is silent from some time on. */
    private Reply azure() {
        return exchange -> {
            String target = exchange.getRequestURI().toString();
            if (exchange.getRequestMethod().equals("HEAD")) {
                long size = target.contains("large") ? LARGE : SMALL;
                status(200, Map.of("ETag", "\"e1\"", "Content-Length", Long.toString(size)), "")
                        .to(exchange);
            } else if (exchange.getRequestMethod().equals("GET")) {
                ok("<BlockList><UncommittedBlocks>" + String.join("", blocks) + "</UncommittedBlocks></BlockList>")
                        .to(exchange);
            } else if (exchange.getRequestHeaders().containsKey("x-ms-copy-source")) {
                if (target.contains("blockid=")) {
                    blocks.add("<Block><Name>" + id(target) + "</Name><Size>1</Size></Block>");
                }
                if (silent.get()) {
                    copying.countDown();
                    wire.silence().to(exchange);
                } else {
                    created().to(exchange);
                }
            } else {
                created().to(exchange);
            }
        };
    }

    private static String id(String target) {
        return URLDecoder.decode(target.replaceFirst(".*blockid=", ""), StandardCharsets.UTF_8);
    }

    private List<Request> since() {
        return wire.requests().subList(before, wire.requests().size());
    }

    private PlatformException interrupted(String key) throws InterruptedException {
        AtomicReference<PlatformException> thrown = new AtomicReference<>();
        AtomicBoolean flagged = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            thrown.set(fails(ErrorCode.CANCELLED, () -> bucket.copy(key, "to", LONG)));
            flagged.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        assertThat(copying.await(1, TimeUnit.MINUTES)).isTrue();
        caller.interrupt();
        caller.join(TimeUnit.MINUTES.toMillis(1));
        assertThat(caller.isAlive()).as("still copying").isFalse();
        assertThat(flagged).isTrue();
        return thrown.get();
    }

    private void assertNothingLeft() {
        assertThat(since()).noneMatch(request -> request.toString().contains("PUT /acme/bucket/to?comp=blocklist"));
        List<Request> sent = since().stream()
                .filter(request -> request.target().contains("blockid=")
                        && request.header("x-ms-copy-source").isEmpty())
                .toList();
        assertThat(sent).as("the mark of what is abandoned").singleElement().satisfies(request -> {
            BlobBlock mark = Objects.requireNonNull(BlobBlock.of(id(request.target())));
            assertThat(mark.number()).isEqualTo(BlobBlock.ABANDONED);
        });
    }

    @Test
    void copy_inBlocks_interrupted_endsAtOnceAndIsAbandoned() throws InterruptedException {
        assertThat(interrupted("large").ambiguous()).isTrue();
        assertNothingLeft();
    }

    @Test
    void copy_inOneRequest_interrupted_endsAtOnce() throws InterruptedException {
        assertThat(interrupted("small").ambiguous()).isTrue();
        assertThat(since()).extracting(Request::method).containsExactly("HEAD", "PUT");
    }

    @Test
    void copy_inBlocks_endsWithTheDeadline() {
        PlatformException thrown = fails(ErrorCode.DEADLINE_EXCEEDED, () -> bucket.copy("large", "to", SHORT));
        assertThat(thrown.ambiguous()).isTrue();
        assertNothingLeft();
    }

    @Test
    void copy_inOneRequest_endsWithTheDeadline() {
        PlatformException thrown = fails(ErrorCode.DEADLINE_EXCEEDED, () -> bucket.copy("small", "to", SHORT));
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(since()).extracting(Request::method).containsExactly("HEAD", "PUT");
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).as("the source's signature").doesNotContain("sig=");
    }
}
