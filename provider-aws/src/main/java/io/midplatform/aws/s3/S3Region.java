package io.midplatform.aws.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Where a bucket is, as S3 tells it to those who ask elsewhere. */
final class S3Region {
    private static final Pattern IN_BODY = Pattern.compile("<Region>([a-z0-9-]{1,40})</Region>");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");

    private S3Region() {}

    /** The region that an error names, null when it names none. */
    static @Nullable String told(AwsServiceException thrown) {
        AwsErrorDetails details = thrown.awsErrorDetails();
        if (details == null) {
            return null;
        }
        Optional<String> header = Optional.ofNullable(details.sdkHttpResponse())
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
                .filter(region -> NAME.matcher(region).matches());
        return header.orElseGet(() -> inBody(details));
    }

    private static @Nullable String inBody(AwsErrorDetails details) {
        if (details.rawResponse() == null) {
            return null;
        }
        Matcher region = IN_BODY.matcher(details.rawResponse().asUtf8String());
        return region.find() ? region.group(1) : null;
    }
}
