package io.midplatform.spi;

import io.midplatform.ErrorCode;
import java.util.List;
import java.util.function.Supplier;

/** Artifacts that a user of a provider may exclude, or has to add. */
public final class OptionalArtifact {
    private OptionalArtifact() {}

    /**
     * Does what needs an artifact. What calls this may not name that artifact's classes itself, in signatures of its own least of all: it would not load
     * without them.
     *
     * @param <T> what is made
     * @param packages how the names of its classes begin, with slashes, such as {@code com/acme/}
     * @param artifact group and name, for people
     * @param what what needs it, for people
     * @param maker makes it
     * @return what was made
     * @throws DriverException naming the artifact when it is not on the class path
     */
    public static <T> T needed(List<String> packages, String artifact, String what, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (NoClassDefFoundError missing) {
            if (packages.stream().noneMatch(String.valueOf(missing.getMessage())::startsWith)) {
                throw missing;
            }
            throw new DriverException(
                    Failure.of(ErrorCode.CONFIGURATION, what + " needs an artifact that is not on the class path.")
                            .advice("Add " + artifact + "."),
                    missing);
        }
    }

    /**
     * Does what needs the Redis provider, which a user adds. What calls this may not name that provider's classes itself.
     *
     * @param <T> what is made
     * @param what what needs it, for people
     * @param maker makes it
     * @return what was made
     * @throws DriverException naming the artifact when it is not on the class path
     */
    public static <T> T redis(String what, Supplier<T> maker) {
        return needed(
                List.of("io/midplatform/redis/", "io/lettuce/"),
                "io.midplatform:midplatform-provider-redis",
                what,
                maker);
    }
}
