package io.dlmone.elf;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keys of a JSON object one by one and collects what is wrong with them. */
final class ConfigKeys {

    private final Map<String, Object> map;
    private final String prefix;
    private final List<Problem> problems;
    private final Set<String> known;

    private ConfigKeys(Map<String, Object> map, String prefix, List<Problem> problems, Set<String> known) {
        this.map = map;
        this.prefix = prefix;
        this.problems = problems;
        this.known = known;
    }

    static ConfigKeys of(Map<String, Object> map) {
        return new ConfigKeys(map, "", new ArrayList<>(), new HashSet<>());
    }

    /** The keys that begin with a prefix, without it. */
    ConfigKeys below(String more) {
        return new ConfigKeys(map, prefix + more, problems, known);
    }

    /** A whole number from {@code least} to {@code greatest}. */
    int whole(String key, int least, int greatest) {
        Object o = get(key);
        if (o instanceof Integer n && n >= least && n <= greatest) {
            return n;
        }
        report(key, "an integer from " + least + " to " + greatest, o);
        return least;
    }

    /** A number from {@code least} to {@code greatest}. */
    double real(String key, double least, double greatest) {
        Object o = get(key);
        if (o instanceof Number n && n.doubleValue() >= least && n.doubleValue() <= greatest) {
            return n.doubleValue();
        }
        report(key, "a number from " + least + " to " + greatest, o);
        return least;
    }

    void report(String key, String expected, @Nullable Object found) {
        problems.add(new Problem(
                ErrorId.CONFIG_1,
                "key " + prefix + key,
                expected,
                found == null ? "nothing" : String.valueOf(found),
                "Correct the key."));
    }

    /** Reports the keys of the object that nobody asked for. */
    void end() {
        map.keySet().stream()
                .map(String::valueOf)
                .filter(k -> !known.contains(k))
                .forEach(k -> {
                    report(k, "no such key", map.get(k));
                });
    }

    /** What was wrong so far. */
    List<Problem> problems() {
        return problems;
    }

    private @Nullable Object get(String key) {
        known.add(prefix + key);
        return map.get(prefix + key);
    }
}
