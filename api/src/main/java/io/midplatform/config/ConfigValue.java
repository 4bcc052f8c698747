package io.midplatform.config;

/**
 * One value as it may be shown. Immutable.
 *
 * @param key the dotted key
 * @param text the value, {@code ***} for a secret
 * @param origin the layer and the place in it: source, file and line, variable, system property
 * @param secret whether the text is masked
 * @param since the version of the snapshot in which the key got this value; tells two masked values apart
 */
public record ConfigValue(String key, String text, String origin, boolean secret, long since) {
    @Override
    public String toString() {
        return key + " = " + text + " (" + origin + ")";
    }
}
