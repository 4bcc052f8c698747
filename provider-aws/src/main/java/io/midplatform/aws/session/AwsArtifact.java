package io.midplatform.aws.session;

import io.midplatform.spi.OptionalArtifact;
import java.util.List;
import java.util.function.Supplier;

/** The SDK of a service, which a user may exclude. */
public final class AwsArtifact {
    private AwsArtifact() {}

    /**
     * Does what needs the SDK of a service. What calls this may not name that SDK's classes itself, in signatures of its own least of all: it would
     * not load without them.
     *
     * @param <T> what is made
     * @param artifact the SDK's artifact, such as {@code sqs}
     * @param what what needs it, for people
     * @param maker makes it
     * @return what was made
     * @throws io.midplatform.spi.DriverException naming the artifact when it is not on the class path
     */
    public static <T> T needed(String artifact, String what, Supplier<T> maker) {
        return OptionalArtifact.needed(
                List.of("software/amazon/awssdk/"), "software.amazon.awssdk:" + artifact, what, maker);
    }
}
