package io.midplatform.engine.settings;

import io.midplatform.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which keys are legal below a path. Mutable while the tree is declared. */
final class KeyShape {
    private final Map<String, KeyShape> children = new TreeMap<>();
    private final Map<String, String> spellings = new HashMap<>();
    private @Nullable KeyShape element;
    private @Nullable KeyShape any;
    private boolean value;
    private boolean open;
    private boolean secret;

    /** Marks this as a key with a value of its own. */
    KeyShape value() {
        value = true;
        return this;
    }

    /** Allows everything below. */
    KeyShape open() {
        open = true;
        return this;
    }

    boolean isOpen() {
        return open;
    }

    boolean isValue() {
        return value;
    }

    boolean isSecret() {
        return secret;
    }

    /** The child of a segment of a path, made when it is missing. */
    KeyShape child(String name) {
        return children.computeIfAbsent(name, n -> new KeyShape());
    }

    /** Allows the keys of a type here. */
    void add(Type type) {
        add(type, new HashSet<>());
    }

    /** Allows elements, as text or numbered. */
    void addList() {
        value = true;
        if (element == null) {
            element = new KeyShape().value();
        }
    }

    private void add(Type type, Set<Type> within) {
        if (type instanceof ParameterizedType parameterized) {
            addParameterized(parameterized, within);
        } else if (type instanceof Class<?> plain && plain.isRecord() && !TextValues.supports(plain)) {
            if (!within.add(plain)) {
                open = true; // a record that holds itself
                return;
            }
            for (RecordComponent component : plain.getRecordComponents()) {
                String kebab = KeyNames.kebab(component.getName());
                spellings.put(component.getName(), kebab);
                child(kebab).add(component.getGenericType(), within);
            }
            within.remove(plain);
        } else {
            value = true;
            secret |= type == Secret.class;
        }
    }

    private void addParameterized(ParameterizedType type, Set<Type> within) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            add(arguments[0], within);
        } else if (type.getRawType() == Map.class) {
            KeyShape entry = any == null ? new KeyShape() : any;
            entry.add(arguments[1], within);
            any = entry;
            // keys of a map of plain values may have dots
            entry.open |= entry.value && entry.children.isEmpty() && entry.element == null;
        } else if (type.getRawType() instanceof Class<?> raw && Collection.class.isAssignableFrom(raw)) {
            value = true;
            KeyShape one = element == null ? new KeyShape() : element;
            one.add(arguments[0], within);
            element = one;
            secret |= one.secret;
        } else {
            open = true;
        }
    }

    /** The shape of one segment; null when there is none. */
    @Nullable
    KeyShape step(String segment) {
        if (open) {
            return this;
        }
        KeyShape child = children.get(segment);
        if (child == null && spellings.containsKey(segment)) {
            child = children.get(spellings.get(segment));
        }
        if (child == null && isIndex(segment)) {
            child = element;
        }
        return child == null ? any : child;
    }

    /** The names of what may stand here. */
    Set<String> names() {
        return Collections.unmodifiableSet(children.keySet());
    }

    /** Visits every key that has a value and a fixed name. */
    void leaves(String path, BiConsumer<String, KeyShape> visitor) {
        if (value && !path.isEmpty()) {
            visitor.accept(path, this);
        }
        children.forEach((name, child) -> child.leaves(KeyNames.join(path, name), visitor));
    }

    static boolean isIndex(String segment) {
        if (segment.isEmpty() || segment.length() > 6) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            if (segment.charAt(i) < '0' || segment.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
