package io.dlmone.train;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.error.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the user said of a network whose sizes are known from elsewhere.
 *
 * @param length positions to train with, up to those that the network has; empty: the network's own
 * @param others flags that may not say otherwise than the network, by name
 */
public record GivenSizes(OptionalInt length, Map<String, Object> others) {

    /** Nothing said. */
    public static final GivenSizes NONE = new GivenSizes(OptionalInt.empty(), Map.of());

    public GivenSizes {
        others = new LinkedHashMap<>(others);
    }

    /** These without one of the flags. */
    GivenSizes without(String flag) {
        Map<String, Object> rest = new LinkedHashMap<>(others);
        rest.remove(flag);
        return new GivenSizes(length, rest);
    }

    /** The length, by the name of its flag, if there is one. */
    Map<String, Object> toConfig() {
        return length.isPresent() ? Map.of("length", length.getAsInt()) : Map.of();
    }

    /**
     * The network at the length that was given.
     *
     * @param source the flag that the network comes from, with its value
     * @throws io.dlmone.error.UserException with every flag that says otherwise
     */
    DiffuSeqConfig agreeWith(DiffuSeqConfig sizes, String tokenizer, String source) {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("hidden", sizes.hidden());
        own.put("layers", sizes.layers());
        own.put("heads", sizes.heads());
        own.put("width", sizes.width());
        own.put("tokenizer", tokenizer);
        own.put("vocab", "that of the model");
        Checks checks = new Checks();
        others.forEach((flag, value) -> {
            if (!value.equals(own.get(flag))) {
                String expected = own.get(flag) + ", as in " + source;
                checks.add(new Problem(
                        "DLM-INIT-1", "--" + flag, expected, value.toString(), "Leave one of the two flags out."));
            }
        });
        length.ifPresent(n -> checks.atLeast("--length", n, Sizes.LEAST_LENGTH)
                .require(
                        n <= sizes.positions(),
                        "--length",
                        "at most the " + sizes.positions() + " positions of " + source,
                        String.valueOf(n)));
        checks.refuse();
        return sizes.withLength(length.orElse(sizes.length()));
    }
}
