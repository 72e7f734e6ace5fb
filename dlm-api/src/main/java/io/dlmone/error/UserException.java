package io.dlmone.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Input that cannot be used: a file, a flag, a configuration. Carries every problem found, not only the first. The
 * command line prints the problems without a stack trace and exits with 2.
 */
public final class UserException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Refuses input for some reasons.
     *
     * @param problems at least one
     */
    public UserException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a UserException needs at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /**
     * Refuses input for one reason.
     *
     * @param problem the reason
     */
    public UserException(Problem problem) {
        this(List.of(problem));
    }

    /** {@return the problems, in the order in which they were found; never empty} */
    public List<Problem> problems() {
        return problems;
    }
}
