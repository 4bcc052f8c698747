package io.midplatform.engine.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value may stand: paths in order of strength, each in its possible spellings. The first path that has the value wins.
 *
 * @param groups for each path its spellings
 */
record Spot(List<List<Base>> groups) {
    /** One path in one spelling; the rank only where a layer has been chosen. */
    record Base(String path, int rank) {
        Base rank(int layer) {
            return new Base(path, layer);
        }
    }

    static Spot of(List<String> paths) {
        List<List<Base>> groups = new ArrayList<>();
        for (String path : paths) {
            groups.add(List.of(new Base(path, 0)));
        }
        return new Spot(groups);
    }

    /** What to call it in messages. */
    String name() {
        return groups.get(0).get(0).path();
    }

    List<Base> bases() {
        return groups.size() == 1
                ? groups.get(0)
                : groups.stream().flatMap(List::stream).toList();
    }

    /** A component's place: in settings spelling and as it is written in the record, below every spelling of this path that has keys. */
    Spot child(String component, Lookup lookup) {
        String kebab = KeyNames.kebab(component);
        List<List<Base>> below = new ArrayList<>(groups.size());
        for (List<Base> group : groups) {
            List<Base> bases = new ArrayList<>(2);
            for (int i = 0; i < group.size(); i++) {
                String path = group.get(i).path();
                if (i > 0 && lookup.below(path).isEmpty()) {
                    continue;
                }
                bases.add(new Base(KeyNames.join(path, kebab), 0));
                if (!kebab.equals(component)) {
                    bases.add(new Base(KeyNames.join(path, component), 0));
                }
            }
            below.add(bases);
        }
        return new Spot(below);
    }

    /** A map's entry. */
    Spot entry(String name) {
        List<List<Base>> below = new ArrayList<>(groups.size());
        for (List<Base> group : groups) {
            below.add(group.stream()
                    .map(base -> new Base(KeyNames.join(base.path(), name), 0))
                    .toList());
        }
        return new Spot(below);
    }
}
