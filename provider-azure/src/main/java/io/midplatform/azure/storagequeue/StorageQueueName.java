package io.midplatform.azure.storagequeue;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.regex.Pattern;

/** The rules for names of queues: REST reference, "Naming Queues and Metadata". */
final class StorageQueueName {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 63;
    private static final Pattern LEGAL = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private StorageQueueName() {}

    /** The name itself, if it is one. */
    static String checked(String name) {
        if (name.length() < SHORTEST
                || name.length() > LONGEST
                || !LEGAL.matcher(name).matches()) {
            throw new DriverException(
                    Failure.of(
                                    ErrorCode.CONFIGURATION,
                                    "'" + name + "' cannot be a queue's name: Storage Queue takes " + SHORTEST + " to "
                                            + LONGEST
                                            + " lower-case letters, digits and single hyphens between them.")
                            .advice("Correct the settings 'queue', 'dead-letter' and 'prefix'."),
                    null);
        }
        return name;
    }
}
