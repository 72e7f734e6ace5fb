package io.dlmone.backend.check;

/**
 * How far an engine was off in all computations of one kind.
 *
 * @param kind what was computed
 * @param results how many results were compared
 * @param error the greatest error of all, relative to the greatest magnitude of its result; infinite where a result was
 *     not finite or did not come
 * @param bound the greatest error that is allowed
 * @param worst the result that has the greatest error
 */
public record Measurement(Kind kind, int results, double error, double bound, String worst) {

    /** {@return whether the engine computes this kind as it should} */
    public boolean isRight() {
        return error <= bound;
    }

    /** With one more result. */
    Measurement and(double another, String result) {
        boolean worse = another > error;
        return new Measurement(kind, results + 1, worse ? another : error, bound, worse ? result : worst);
    }
}
