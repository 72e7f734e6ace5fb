package io.dlmone.train;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a student is distilled: phases, one after the other. Immutable.
 *
 * <p>Making one throws a {@link io.dlmone.error.UserException} if there is no phase, or one before the last is open.
 *
 * @param phases at least one; only the last may be open, see {@link Phase#isOpen}
 * @param text how the recipe stands in run directories, model cards and reports; the phases say the same
 */
public record Recipe(List<Phase> phases, String text) {

    public Recipe {
        phases = List.copyOf(phases);
        boolean openEarly =
                phases.stream().limit(Math.max(0, phases.size() - 1)).anyMatch(Phase::isOpen);
        new Checks()
                .require(!phases.isEmpty(), "recipe", "at least one phase", "none")
                .require(!openEarly, "recipe", "* as the length of the last phase only", text)
                .refuse();
    }

    /**
     * {@return the recipe of some phases, whose texts are the recipe's}
     *
     * @param phases at least one; only the last may be open
     */
    public static Recipe of(List<Phase> phases) {
        return new Recipe(phases, phases.stream().map(Phase::toString).collect(Collectors.joining(",")));
    }

    /**
     * {@return the recipe of some phases in order}
     *
     * @param phases at least one; only the last may be open
     */
    public static Recipe of(Phase... phases) {
        return of(List.of(phases));
    }

    /** {@return whether it lasts until the time of the whole run is over} */
    public boolean isOpen() {
        return phases.get(phases.size() - 1).isOpen();
    }

    @Override
    public String toString() {
        return text;
    }
}
