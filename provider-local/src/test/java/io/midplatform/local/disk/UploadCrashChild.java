package io.midplatform.local.disk;

import io.midplatform.Platform;
import io.midplatform.storage.AbandonedUpload;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.TransferOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Resumes the uploads that it finds and then uploads files for ever, through the contract. Its parent kills it. */
final class UploadCrashChild {
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private UploadCrashChild() {}

    /** Arguments: the folder, the durability, how many keys, whether to resume, the files. */
    public static void main(String[] arguments) throws Exception {
        int keys = Integer.parseInt(arguments[2]);
        Random random = new Random();
        try (Platform platform = open(Path.of(arguments[0]), arguments[1])) {
            Bucket bucket = platform.bucket("crash");
            say("READY");
            if (Boolean.parseBoolean(arguments[3])) {
                for (AbandonedUpload upload : bucket.abandonedUploads()) {
                    bucket.upload(
                            upload.key(),
                            file(arguments, random),
                            TransferOptions.defaults().resume(upload.token()));
                    say("RESUMED");
                }
            }
            while (true) {
                TransferOptions options = TransferOptions.defaults().resumable(token -> {});
                bucket.upload("key-" + random.nextInt(keys), file(arguments, random), options);
                say("UPLOADED");
            }
        }
    }

    static Platform open(Path folder, String durability) {
        Map<String, String> settings = Map.of(
                "midplatform.providers.local.mode",
                "disk",
                "midplatform.providers.local.durability",
                durability,
                "midplatform.providers.local.path",
                folder.toString());
        return Platform.builder().isolated().settings(settings).build();
    }

    private static Path file(String[] arguments, Random random) {
        return Path.of(arguments[4 + random.nextInt(arguments.length - 4)]);
    }

    private static void say(String line) throws IOException {
        OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
