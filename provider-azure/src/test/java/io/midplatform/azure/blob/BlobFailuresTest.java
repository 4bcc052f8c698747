package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.ATTEMPTS;
import static io.midplatform.azure.blob.CannedBlob.error;
import static io.midplatform.azure.blob.CannedBlob.fails;
import static io.midplatform.azure.blob.CannedBlob.ok;
import static io.midplatform.azure.blob.CannedBlob.reset;
import static io.midplatform.azure.blob.CannedBlob.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.testkit.Planted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation meets each failure: the code, the number of attempts, and no secret. */
class BlobFailuresTest {
    private static final String PAGE = "<EnumerationResults><Blobs><Blob><Name>a</Name><VersionId>1</VersionId>"
            + "<Properties><Last-Modified>Tue, 24 Nov 2026 10:00:00 GMT</Last-Modified><Etag>0x1</Etag>"
            + "<Content-Length>1</Content-Length></Properties></Blob></Blobs><NextMarker>m</NextMarker>"
            + "</EnumerationResults>";

    private final CannedBlob wire = new CannedBlob();

    @AfterEach
    void close() {
        wire.close();
    }

    /** An operation, and what its requests before the one that fails are answered with. */
    private record Operation(String name, Consumer<Bucket> use, List<Reply> before) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What happens to a request. */
    private record Fault(String name, ErrorCode code, int attempts, Reply reply) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Operation operation(String name, Consumer<Bucket> use, Reply... before) {
        return new Operation(name, use, List.of(before));
    }

    private static List<Operation> operations() {
        Reply head = status(200, Map.of("ETag", "\"e1\"", "Content-Length", "3"), "");
        return List.of(
                operation("put", bucket -> bucket.put("k", "x")),
                operation("get", bucket -> bucket.getBytes("k")),
                operation("getIfChanged", bucket -> bucket.getIfChanged("k", "e")),
                operation("head", bucket -> bucket.head("k")),
                operation("exists", bucket -> bucket.exists("k")),
                operation("delete", bucket -> bucket.delete("k")),
                operation(
                        "deleteAll",
                        bucket -> bucket.deleteAll(List.of("a", "b")).throwIfAny()),
                operation("list", BlobFailuresTest::keys),
                operation("list, second page", BlobFailuresTest::keys, ok(PAGE)),
                operation("copy, look at the source", bucket -> bucket.copy("from", "to")),
                operation("copy", bucket -> bucket.copy("from", "to"), head),
                operation("tags", bucket -> bucket.tags("k")),
                operation("setTags", bucket -> bucket.setTags("k", Map.of("a", "b"))),
                operation("versions", bucket -> bucket.versions("a")),
                operation("versions, second page", bucket -> bucket.versions("a"), ok(PAGE)));
    }

    private static List<String> keys(Bucket bucket) {
        return bucket.list().stream().map(ListEntry::key).toList();
    }

    private static List<Fault> faults() {
        return List.of(
                new Fault("denied", ErrorCode.ACCESS_DENIED, 1, error(403, "AuthorizationPermissionMismatch")),
                new Fault("429", ErrorCode.THROTTLED, ATTEMPTS, error(429, "TooManyRequests")),
                new Fault("busy", ErrorCode.THROTTLED, ATTEMPTS, error(503, "ServerBusy")),
                new Fault("500", ErrorCode.UNAVAILABLE, ATTEMPTS, error(500, "InternalError")),
                new Fault("reset", ErrorCode.UNAVAILABLE, ATTEMPTS, reset()));
    }

    static Stream<Arguments> all() {
        return operations().stream()
                .flatMap(operation -> faults().stream().map(fault -> Arguments.of(operation, fault)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("all")
    void operation_fails_asItsFaultSays(Operation operation, Fault fault) {
        Bucket bucket = bucket("30s");
        operation.before().forEach(wire::next);
        wire.next(ATTEMPTS + 1, fault.reply());
        PlatformException thrown = fails(fault.code(), () -> operation.use().accept(bucket));
        assertThat(thrown.retryable()).isEqualTo(fault.attempts() > 1);
        assertThat(wire.requests()).hasSize(operation.before().size() + fault.attempts());
    }

    static Stream<Operation> silent() {
        return operations().stream();
    }

    @ParameterizedTest
    @MethodSource("silent")
    void operation_silence_endsWithTheDeadline(Operation operation) {
        Bucket bucket = bucket("300ms");
        List<Reply> replies = new ArrayList<>(operation.before());
        replies.add(wire.silence());
        replies.forEach(wire::next);
        fails(ErrorCode.DEADLINE_EXCEEDED, () -> operation.use().accept(bucket));
        assertThat(wire.requests()).hasSizeLessThanOrEqualTo(replies.size());
    }

    private Bucket bucket(String timeout) {
        return wire.bucket(
                "versions",
                "true",
                "credentials.sas",
                "sv=2026-10-06&sig=" + Planted.SECRET,
                "midplatform.storage.bucket.timeout",
                timeout);
    }
}
