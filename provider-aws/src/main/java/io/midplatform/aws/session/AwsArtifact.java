package io.midplatform.aws.session;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.function.Supplier;

/** The SDKs of single services, which a user may exclude. */
public final class AwsArtifact {
    private static final String SDK = "software/amazon/awssdk/";

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
     * @throws DriverException naming the artifact when it is not on the class path
     */
    public static <T> T needed(String artifact, String what, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (NoClassDefFoundError missing) {
            if (!String.valueOf(missing.getMessage()).startsWith(SDK)) {
                throw missing;
            }
            throw new DriverException(
                    Failure.of(ErrorCode.CONFIGURATION, what + " needs an SDK that is not on the class path.")
                            .advice("Add software.amazon.awssdk:" + artifact + "."),
                    missing);
        }
    }
}
