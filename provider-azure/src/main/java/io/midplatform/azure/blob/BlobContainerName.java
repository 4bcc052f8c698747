package io.midplatform.azure.blob;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Azure allows as the name of a container: "Naming and referencing containers, blobs, and metadata" in the REST reference. */
final class BlobContainerName {
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9](-?[a-z0-9])+");
    private static final int MIN = 3;
    private static final int MAX = 63;
    private static final Set<String> SPECIAL = Set.of("$root", "$web", "$logs");

    private BlobContainerName() {}

    /** Why Azure refuses the name, null when it does not. */
    static @Nullable String reject(String name) {
        boolean isAllowed = name.length() >= MIN
                && name.length() <= MAX
                && ALLOWED.matcher(name).matches();
        if (isAllowed || SPECIAL.contains(name)) {
            return null;
        }
        return "Azure allows no container '" + name
                + "': a name has 3 to 63 lower-case letters, digits and hyphens, begins and ends with a letter or digit,"
                + " and has no two hyphens side by side";
    }
}
