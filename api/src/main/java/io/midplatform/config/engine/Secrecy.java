package io.midplatform.config.engine;

import io.midplatform.Secret;
import io.midplatform.engine.settings.KeyNames;
import io.midplatform.engine.settings.Masking;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which keys may not be shown: by their name, and those that were read as {@link Secret}. Thread-safe. */
final class Secrecy {
    private final Set<String> typed = ConcurrentHashMap.newKeySet();

    boolean isSecret(String key) {
        return Masking.isSecretName(key) || typed.contains(key);
    }

    /** Remembers the keys that a type reads as secrets. */
    void learn(Type type, String key) {
        learn(type, key, new HashSet<>());
    }

    private void learn(Type type, String key, Set<Type> within) {
        if (type == Secret.class) {
            typed.add(key);
        } else if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                learn(argument, key, within);
            }
        } else if (type instanceof Class<?> plain && plain.isRecord() && within.add(plain)) {
            for (RecordComponent component : plain.getRecordComponents()) {
                String name = component.getName();
                learn(component.getGenericType(), KeyNames.join(key, KeyNames.kebab(name)), within);
                learn(component.getGenericType(), KeyNames.join(key, name), within);
            }
            within.remove(plain);
        }
    }
}
