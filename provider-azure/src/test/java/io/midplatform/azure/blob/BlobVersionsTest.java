package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.error;
import static io.midplatform.azure.blob.CannedBlob.fails;
import static io.midplatform.azure.blob.CannedBlob.ok;
import static io.midplatform.azure.blob.CannedBlob.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.spi.Finding;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.DeleteOptions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts that keep no versions, though the settings say that they do. */
class BlobVersionsTest {
    private static final String PROPERTIES = "<Properties><Last-Modified>Tue, 24 Nov 2026 10:00:00 GMT</Last-Modified>"
            + "<Etag>0x1</Etag><Content-Length>3</Content-Length></Properties></Blob>";
    private static final String KEPT =
            "<Blob><Name>k</Name><VersionId>1</VersionId><IsCurrentVersion>true</IsCurrentVersion>" + PROPERTIES;
    private static final String NOT_KEPT = "<Blob><Name>k</Name>" + PROPERTIES;

    private final CannedBlob wire = new CannedBlob();

    @AfterEach
    void close() {
        wire.close();
    }

    private static Reply list(String... blobs) {
        return ok(
                "<EnumerationResults><Blobs>" + String.join("", blobs) + "</Blobs><NextMarker/></EnumerationResults>");
    }

    @Test
    void versions_ofABlobWithoutOne_isConfigurationAndNoEmptyList() {
        Bucket bucket = wire.bucket("versions", "true");
        wire.next(list(NOT_KEPT), list(NOT_KEPT));
        assertThat(fails(ErrorCode.CONFIGURATION, () -> bucket.versions("k")).advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("'versions'"));
        DeleteOptions deletion = DeleteOptions.defaults().version("deletion");
        fails(ErrorCode.CONFIGURATION, () -> bucket.delete("k", deletion));
    }

    @Test
    void versions_whenKeptNoMore_isNotTakenForADeletion() {
        Bucket bucket = wire.bucket("versions", "true");
        wire.next(list("<Blob><Name>k</Name><VersionId>1</VersionId>" + PROPERTIES, NOT_KEPT));
        fails(ErrorCode.CONFIGURATION, () -> bucket.versions("k"));
    }

    @Test
    void versions_ofWhatNeverWas_areNone() {
        Bucket bucket = wire.bucket("versions", "true");
        wire.next(list("<Blob><Name>k2</Name>" + PROPERTIES));
        assertThat(bucket.versions("k")).isEmpty();
    }

    /** What verify finds of versions, where this is the list. */
    private Finding found(Reply list, String requires) {
        wire.next(status(200, Map.of("ETag", "e"), ""), list);
        Finding finding = wire.platform("versions", "true", "midplatform.storage.bucket.requires", requires)
                .verify()
                .results()
                .get(1)
                .finding();
        assertThat(finding.check()).isEqualTo("versions");
        return finding;
    }

    @Test
    void verify_tellsByTheFirstBlob() {
        assertThat(found(list(KEPT), "versions").status()).isEqualTo(Finding.Status.OK);
        assertThat(wire.requests().get(1).target()).contains("maxresults=1", "include=versions");
        Finding finding = found(list(NOT_KEPT), "tags");
        assertThat(finding.status()).isEqualTo(Finding.Status.WARNING);
        assertThat(finding.detail()).contains("keeps none", "'versions'");
        assertThat(found(list(NOT_KEPT), "versions").status()).isEqualTo(Finding.Status.FAILED);
        assertThat(found(list(), "versions").status()).isEqualTo(Finding.Status.UNVERIFIED);
        Reply denied = error(403, "AuthorizationPermissionMismatch");
        assertThat(found(denied, "versions").status()).isEqualTo(Finding.Status.UNVERIFIED);
    }
}
