package io.dlmone.optim;

import java.util.List;

/** Thrown when an update was not made because its loss or its gradients are not finite. Nothing has changed. */
public final class NonFiniteUpdate extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names in a message; the rest is counted. */
    private static final int NAMED = 3;

    private final String update;
    private final List<String> parameters;

    /**
     * @param update which update it was, such as {@code theta-step}
     * @param parameters those whose gradients are not finite; empty if only the loss is not
     */
    public NonFiniteUpdate(String update, List<String> parameters) {
        super(update + ": not finite: " + (parameters.isEmpty() ? "the loss" : "the gradients of " + some(parameters)));
        this.update = update;
        this.parameters = List.copyOf(parameters);
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " others";
    }

    /** {@return which update it was} */
    public String update() {
        return update;
    }

    /** {@return names of the parameters whose gradients are not finite} */
    public List<String> parameters() {
        return parameters;
    }
}
