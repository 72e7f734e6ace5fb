package io.dlmone.optim;

import java.util.List;

/** Thrown when an update was not made because its loss or its gradients are not finite. Nothing has changed. */
public final class NonFiniteUpdate extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String update;
    private final List<String> parameters;

    /**
     * @param update which update it was, such as {@code theta-step}
     * @param parameters those whose gradients are not finite; empty if only the loss is not
     */
    public NonFiniteUpdate(String update, List<String> parameters) {
        super(update + ": not finite: "
                + (parameters.isEmpty() ? "the loss" : "the gradients of " + String.join(", ", parameters)));
        this.update = update;
        this.parameters = List.copyOf(parameters);
    }

    /** Which update it was. */
    public String update() {
        return update;
    }

    /** Names of the parameters whose gradients are not finite. */
    public List<String> parameters() {
        return parameters;
    }
}
