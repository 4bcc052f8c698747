package io.midplatform.azure.servicebus;

import com.azure.core.exception.AzureException;
import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What a connection string says. Its text is a secret, and so is each part that the SDK complains of. */
final class ServiceBusConnection {
    private final List<String> parts;

    ServiceBusConnection(String text) {
        parts = List.of(text.split(";", -1));
    }

    Optional<String> part(String name) {
        return parts.stream()
                .filter(part -> isNamed(part, name))
                .map(part -> part.substring(part.indexOf('=') + 1).strip())
                .findFirst();
    }

    /** The text without a part. */
    String without(String name) {
        List<String> rest = new ArrayList<>(parts);
        rest.removeIf(part -> isNamed(part, name));
        return String.join(";", rest);
    }

    private static boolean isNamed(String part, String name) {
        return part.strip().toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + "=");
    }

    /** Fails where it is for another queue: those of a queue's own policies name it. */
    void checkQueue(String queue) {
        part("EntityPath").filter(entity -> !entity.equalsIgnoreCase(queue)).ifPresent(entity -> {
            throw refused(
                    "the connection string is for '" + entity + "', not for the queue '" + queue + "'.",
                    "Use one of the namespace, or of this queue, or correct the setting 'queue'.");
        });
    }

    /** Makes something of it, and shows nothing of it where that fails. */
    static <T> T read(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException | AzureException e) {
            // without the cause, which shows it
            throw refused(
                    "the connection string cannot be read.",
                    "Use it as the portal shows it: Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=….");
        }
    }

    private static DriverException refused(String reason, String advice) {
        return new DriverException(Failure.of(ErrorCode.CONFIGURATION, reason).advice(advice), null);
    }
}
