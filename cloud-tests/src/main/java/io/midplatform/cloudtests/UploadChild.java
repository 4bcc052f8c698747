package io.midplatform.cloudtests;

import io.midplatform.Platform;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.TransferProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Uploads a file and says how far it is; after two parts it waits until it is killed. The arguments are the key, the file, and settings as {@code name=value}. */
final class UploadChild {
    private static int told;

    private UploadChild() {}

    public static void main(String[] arguments) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            platform.bucket("bucket")
                    .upload(
                            arguments[0],
                            Path.of(arguments[1]),
                            TransferOptions.defaults()
                                    .parallel(1)
                                    .resumable(token -> System.out.println("token " + token))
                                    .progress(UploadChild::tell));
            System.out.println("done");
        }
    }

    /** Runs on the thread that uploads, which so sends nothing more. */
    private static void tell(TransferProgress progress) {
        System.out.println("bytes " + progress.bytes());
        told++;
        if (told < 2) {
            return;
        }
        try {
            System.in.read(); // nothing comes, but its end should the parent be gone
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
