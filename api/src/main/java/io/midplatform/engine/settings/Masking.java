package io.midplatform.engine.settings;

import io.midplatform.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may not be shown: values by the name of their key, and credentials inside other values, such as URLs and connection strings. */
public final class Masking {
    private static final String NAMES =
            "password|passwd|passphrase|pwd|secret|secrets|token|credential|credentials|api-?key"
                    + "|access-?key|account-?key|private-?key|secret-?key|connection-?string";

    private static final Pattern KEY = Pattern.compile("(.*[._-])?(" + NAMES + ")");

    /** {@code scheme://user:password@host}, up to the last @ before the path. */
    private static final Pattern USER_INFO = Pattern.compile("(://[^/?#\\s:@]*:)[^/?#\\s]+@");

    /** {@code ?password=…}, {@code &sig=…}, {@code ;AccountKey=…}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:^|[?&;,\\s])(?:[\\w.-]*[._-]|shared|x-amz-|aws)?(?:" + NAMES
                    + "|sig|signature)\\s*=\\s*)[^&;,\\s]+");

    private Masking() {}

    /**
     * A vendor's message without the secrets that it was given: those that quote a setting they cannot use are many.
     *
     * @param message the message
     * @param settings the settings that the vendor was given
     * @return the message with {@code ***} in place of secrets
     */
    public static String shown(String message, Record settings) {
        List<String> secrets = new ArrayList<>();
        collect(settings, false, secrets);
        String text = message;
        secrets.sort(Comparator.comparing(String::length).reversed());
        for (String secret : secrets) {
            text = secret.isEmpty() ? text : text.replace(secret, Secret.MASK);
        }
        return shown(text);
    }

    private static void collect(@Nullable Object value, boolean named, List<String> secrets) {
        if (value instanceof Secret secret) {
            secrets.add(secret.reveal());
        } else if (value instanceof String text && named) {
            secrets.add(text);
        } else if (value instanceof Optional<?> optional) {
            collect(optional.orElse(null), named, secrets);
        } else if (value instanceof Collection<?> elements) {
            elements.forEach(element -> collect(element, named, secrets));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> collect(element, named || isSecretName(String.valueOf(key)), secrets));
        } else if (value instanceof Record settings) {
            for (RecordComponent component : settings.getClass().getRecordComponents()) {
                try {
                    Method accessor = component.getAccessor();
                    accessor.setAccessible(true); // the binder made the record, so its package is open to us
                    collect(accessor.invoke(settings), named || isSecretName(component.getName()), secrets);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("a record of settings can be read", e);
                }
            }
        }
    }

    /**
     * Tells whether a key's name says that its value is a secret.
     *
     * @param key the dotted key
     * @return true for names such as {@code db.password} and {@code apiKey}
     */
    public static boolean isSecretName(String key) {
        return KEY.matcher(KeyNames.kebab(key).toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * The value as it may be shown.
     *
     * @param value a value that is no secret as a whole
     * @return the value with {@code ***} in place of the credentials in it
     */
    public static String shown(String value) {
        String text = value;
        if (text.contains("://") && text.indexOf('@') >= 0) {
            text = USER_INFO.matcher(text).replaceAll("$1" + Secret.MASK + "@");
        }
        return text.indexOf('=') < 0 ? text : PARAMETER.matcher(text).replaceAll("$1" + Secret.MASK);
    }
}
