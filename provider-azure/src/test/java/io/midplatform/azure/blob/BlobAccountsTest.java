package io.midplatform.azure.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.azure.testing.Backend;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.CopyOptions;
import io.midplatform.storage.PutOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Copies between two accounts of one Azurite: the target reads the source by a signature of its own. */
class BlobAccountsTest {
    private static Platform platform;

    @BeforeAll
    static void open() {
        URI first = Objects.requireNonNull(
                AzuriteServer.start(List.of("second"), List.of()).get(Backend.Service.BLOB));
        Map<String, String> settings = new HashMap<>();
        account(settings, "azure", AzuriteServer.ACCOUNT, first);
        account(settings, "dr", "second", first.resolve("/second"));
        settings.put("midplatform.providers.dr.type", "azure");
        settings.put("midplatform.storage.uploads.provider", "azure");
        settings.put("midplatform.storage.copies.provider", "dr");
        platform = Platform.builder().isolated().settings(settings).build();
    }

    private static void account(Map<String, String> settings, String instance, String name, URI endpoint) {
        String prefix = "midplatform.providers." + instance + ".";
        settings.put(prefix + "account", name);
        settings.put(prefix + "endpoint", endpoint.toString());
        settings.put(prefix + "create", "true");
        settings.put(prefix + "credentials.account-key", AzuriteServer.KEY);
    }

    @AfterAll
    static void close() {
        platform.close();
    }

    @Test
    void copyTo_anotherAccount_bringsContentAndMetadata() {
        Bucket uploads = platform.bucket("uploads");
        Bucket copies = platform.bucket("copies");
        copies.put("there", "so that the container is"); // the source's is made by its first put
        uploads.put(
                "a/ü b.txt",
                Content.text("content"),
                PutOptions.defaults().metadata(Map.of("content-owner", "Zoë")).contentType("text/x-test"));
        uploads.copyTo(copies, "a/ü b.txt", "c/ü d.txt", CopyOptions.defaults());
        assertThat(copies.getString("c/ü d.txt")).isEqualTo("content");
        assertThat(copies.head("c/ü d.txt").orElseThrow().contentType()).isEqualTo("text/x-test");
        assertThat(copies.head("c/ü d.txt").orElseThrow().metadata()).containsEntry("content-owner", "Zoë");
        assertThat(uploads.exists("c/ü d.txt")).isFalse();
    }

    @Test
    void copyTo_ofAMissingSource_isNotFound() {
        Bucket uploads = platform.bucket("uploads");
        uploads.put("there", "so that the container is");
        PlatformException failure = catchThrowableOfType(
                PlatformException.class,
                () -> uploads.copyTo(platform.bucket("copies"), "missing", "x", CopyOptions.defaults()));
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(platform.bucket("copies").exists("x")).isFalse();
    }
}
