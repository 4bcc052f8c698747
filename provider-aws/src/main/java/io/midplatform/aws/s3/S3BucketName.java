package io.midplatform.aws.s3;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What S3 allows as the name of a bucket: "General purpose bucket naming rules" in the S3 user guide. */
final class S3BucketName {
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private S3BucketName() {}

    /** Why S3 refuses the name, null when it does not. The ARN of an access point stands where a name does. */
    static @Nullable String reject(String name) {
        if (name.startsWith("arn:")) {
            return null;
        }
        if (!ALLOWED.matcher(name).matches()
                || name.contains("..")
                || ADDRESS.matcher(name).matches()) {
            return "S3 allows no bucket '" + name
                    + "': a name has 3 to 63 lower-case letters, digits, dots and hyphens, begins and ends with a"
                    + " letter or digit, has no two dots side by side and is no IP address";
        }
        return null;
    }
}
