package io.dlmone.io.pytorch;

import io.dlmone.error.UserException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the tensors of a state_dict in a pickle: in the whole of it, or in one of several that it holds. */
final class StateDictPickle {

    /** The longest pickle that is run, in bytes: about 15,000 tensors. It bounds the memory that one can take. */
    static final int LONGEST = 2 << 20;

    private static final int LONGEST_SHOWN = 200;
    private static final int SHOWN = 10;

    private StateDictPickle() {}

    /**
     * The tensors of a state_dict by name, in its order.
     *
     * @param wanted names of state_dicts inside the dictionary that the pickle makes, of which the first that is there
     *     is taken; empty: that dictionary is the state_dict
     * @throws UserException if the pickle is anything else
     */
    static Map<String, StoredTensor> read(byte[] bytes, String where, List<String> wanted) {
        Object top = Unpickler.run(bytes, where);
        if (wanted.isEmpty()) {
            return tensors(top, where);
        }
        Map<?, ?> all = top instanceof Map<?, ?> map ? map : Map.of();
        String name = wanted.stream()
                .filter(all::containsKey)
                .findFirst()
                .orElseThrow(() -> CheckpointProblems.pickle(
                        where,
                        "a dictionary with " + String.join(" or ", wanted) + " in it",
                        all.isEmpty() ? Unpickler.kind(top) : "one with " + some(all.keySet())));
        return tensors(all.get(name), where + ": " + name);
    }

    private static Map<String, StoredTensor> tensors(Object value, String where) {
        if (!(value instanceof Map<?, ?> dictionary)) {
            throw CheckpointProblems.code(where, Unpickler.kind(value));
        }
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        dictionary.forEach((key, item) -> {
            if (!(key instanceof String name)) {
                throw CheckpointProblems.code(where, "a dictionary with " + Unpickler.kind(key) + " as a key");
            }
            if (!(item instanceof StoredTensor tensor)) {
                throw CheckpointProblems.code(
                        where + ": entry " + shown(name), Unpickler.kind(item) + " where a tensor should stand");
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    /** The first of some keys, for messages. */
    static String some(Collection<?> keys) {
        String first =
                keys.stream().limit(SHOWN).map(key -> shown(key.toString())).collect(Collectors.joining(", "));
        return keys.size() > SHOWN ? first + ", ..." : first;
    }

    /** A name that may be as long as the file likes, for messages. */
    static String shown(String name) {
        return name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "..." : name;
    }
}
