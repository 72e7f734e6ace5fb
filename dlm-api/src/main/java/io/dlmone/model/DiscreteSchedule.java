package io.dlmone.model;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A path over whole times 0 to T-1, 0 the least noisy, as DDPM and DiffuSeq have. Immutable. */
public non-sealed interface DiscreteSchedule extends NoiseSchedule {

    /** {@return number of timesteps T; times are 0 to T-1} */
    int steps();

    /**
     * {@return the factor of the data, from 0 to 1, falling in t}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    double alpha(int t);

    /**
     * {@return the factor of the noise, above 0, rising in t}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    double sigma(int t);

    @Override
    default double alpha(double t) {
        return alpha(whole(t));
    }

    @Override
    default double sigma(double t) {
        return sigma(whole(t));
    }

    /** The index of a time, which is refused if it is no whole number. */
    private static int whole(double t) {
        if (t != Math.rint(t)) {
            throw new IllegalArgumentException("the times of a discrete schedule are whole numbers, got " + t);
        }
        return (int) t;
    }

    @Override
    default double cleanest() {
        return 0;
    }

    @Override
    default double noisiest() {
        return steps() - 1.0;
    }

    @Override
    default boolean variancePreserving() {
        return IntStream.range(0, steps()).allMatch(t -> Math.abs(alphaBar(t) + sigmaSquared(t) - 1) < 1e-9);
    }

    @Override
    default double timeOfNoiseRatio(double ratio) {
        int low = 0;
        int high = steps() - 1;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (noiseRatio(mid) < ratio) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        boolean below = low > 0 && ratio - noiseRatio(low - 1) < noiseRatio(low) - ratio;
        return below ? low - 1 : low;
    }

    @Override
    default double timeAt(double share) {
        return Math.rint(share * (steps() - 1));
    }

    @Override
    default boolean contains(double t) {
        return t == Math.rint(t) && t >= 0 && t < steps();
    }

    @Override
    default String times() {
        return "a whole number from 0 to " + (steps() - 1);
    }

    @Override
    default DType timeType() {
        return DType.INT64;
    }

    @Override
    default Tensor tensor(double... t) {
        return Tensor.of(
                Shape.of(t.length),
                Arrays.stream(t).mapToLong(each -> whole(each)).toArray());
    }

    @Override
    default int maxCalls() {
        return steps();
    }
}
