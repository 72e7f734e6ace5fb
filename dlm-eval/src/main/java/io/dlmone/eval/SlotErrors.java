package io.dlmone.eval;

import io.dlmone.text.Placeholders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Slot errors of an output for delexicalised data, where the source is a dialogue act such as {@code hotel inform :
 * name = <name> ; near = <near>} and the sentence must carry the same placeholders: words in angle brackets.
 * Placeholders are counted with multiplicity, so saying one twice counts as an invention. Slots with a spoken value
 * ({@code dogsallowed = no}) are not checked, because no placeholder shows them.
 *
 * <p>The rate is (missing + invented) / slots, with the counts summed over the corpus before dividing; it can exceed 1.
 * Source: the ERR measure of Wen et al. 2015, "Semantically conditioned LSTM-based natural language generation for
 * spoken dialogue systems".
 *
 * @param missing placeholders of the source that the output lacks
 * @param invented placeholders of the output that the source lacks
 * @param slots placeholders of the source
 */
public record SlotErrors(int missing, int invented, int slots) {

    /** No slots and no errors: where a sum starts. */
    public static final SlotErrors NONE = new SlotErrors(0, 0, 0);

    /**
     * Counts the errors of one output.
     *
     * @param source with placeholders
     * @param output with placeholders
     * @return the counts
     */
    public static SlotErrors of(String source, String output) {
        Map<String, Integer> balance = new HashMap<>();
        int slots = count(source, balance, 1);
        count(output, balance, -1);
        int missing = 0;
        int invented = 0;
        for (int difference : balance.values()) {
            missing += Math.max(0, difference);
            invented += Math.max(0, -difference);
        }
        return new SlotErrors(missing, invented, slots);
    }

    /**
     * {@return whether slot errors tell something about this data: more than half of the sources have a placeholder}
     *
     * @param sources all of a data set
     */
    public static boolean isDelexicalised(List<String> sources) {
        long marked = sources.stream()
                .filter(source -> Placeholders.PATTERN.matcher(source).find())
                .count();
        return 2 * marked > sources.size();
    }

    /**
     * {@return the counts of both}
     *
     * @param other of other outputs
     */
    public SlotErrors plus(SlotErrors other) {
        return new SlotErrors(missing + other.missing, invented + other.invented, slots + other.slots);
    }

    /** {@return (missing + invented) / slots; NaN when there are no slots} */
    public double rate() {
        return slots == 0 ? Double.NaN : (double) (missing + invented) / slots;
    }

    private static int count(String text, Map<String, Integer> balance, int sign) {
        int found = 0;
        for (Matcher matcher = Placeholders.PATTERN.matcher(text); matcher.find(); found++) {
            balance.merge(matcher.group(), sign, Integer::sum);
        }
        return found;
    }
}
