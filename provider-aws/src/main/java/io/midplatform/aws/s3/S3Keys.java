package io.midplatform.aws.s3;

import io.midplatform.storage.spi.KeyRules;
import org.jspecify.annotations.Nullable;

/**
 * Which keys S3 can hold: all but those whose relative path elements would lead out of the bucket. Source: "Naming Amazon S3 objects", relative
 * path elements, in the S3 user guide.
 */
final class S3Keys implements KeyRules {
    @Override
    public @Nullable String reject(String key) {
        int depth = 0;
        for (String element : key.split("/", -1)) {
            depth += element.equals("..") ? -1 : 1;
            if (depth < 0) {
                return "S3 refuses keys whose '..' elements lead out of the bucket";
            }
        }
        return null;
    }

    /** Whether XML can name the key: the batch delete's body cannot hold all characters. */
    static boolean isXml(String key) {
        return key.codePoints()
                .allMatch(c -> c == '\t'
                        || c == '\n'
                        || (c >= 0x20 && c <= 0xD7FF)
                        || (c >= 0xE000 && c <= 0xFFFD)
                        || c >= 0x10000);
    }
}
