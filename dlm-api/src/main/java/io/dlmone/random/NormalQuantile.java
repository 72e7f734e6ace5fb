package io.dlmone.random;

/**
 * The inverse of the cumulative normal distribution, to about 1e-16 (algorithm AS 241, PPND16, Wichura 1988). Unlike
 * Box-Muller it is plain arithmetic for 85% of its arguments, and gives the same bits on every machine.
 */
public final class NormalQuantile {

    /** How far from 1/2 plain arithmetic reaches. */
    private static final double CENTRAL = 0.425;

    private static final double[] C = {
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4
    };
    private static final double[] D = {
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9
    };
    private static final double[] E = {
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7
    };
    private static final double[] F = {
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15
    };

    private NormalQuantile() {}

    /**
     * {@return the number below which a standard normal one is with a probability}
     *
     * @param p the probability, above 0 and below 1
     */
    public static double of(double p) {
        double q = p - 0.5;
        return Math.abs(q) <= CENTRAL ? central(q) : tail(p);
    }

    /** The same for each element: first the plain arithmetic for all, in a loop of vectors, then the tails anew. */
    static float[] of(double[] p) {
        float[] z = new float[p.length];
        for (int i = 0; i < p.length; i++) {
            z[i] = (float) central(p[i] - 0.5);
        }
        for (int i = 0; i < p.length; i++) {
            if (Math.abs(p[i] - 0.5) > CENTRAL) {
                z[i] = (float) tail(p[i]);
            }
        }
        return z;
    }

    private static double central(double q) {
        double r = 0.180625 - q * q;
        double n = 2.5090809287301226727e3;
        n = n * r + 3.3430575583588128105e4;
        n = n * r + 6.7265770927008700853e4;
        n = n * r + 4.5921953931549871457e4;
        n = n * r + 1.3731693765509461125e4;
        n = n * r + 1.9715909503065514427e3;
        n = n * r + 1.3314166789178437745e2;
        n = n * r + 3.3871328727963666080e0;
        double d = 5.2264952788528545610e3;
        d = d * r + 2.8729085735721942674e4;
        d = d * r + 3.9307895800092710610e4;
        d = d * r + 2.1213794301586595867e4;
        d = d * r + 5.3941960214247511077e3;
        d = d * r + 6.8718700749205790830e2;
        d = d * r + 4.2313330701600911252e1;
        d = d * r + 1.0;
        return q * (n / d);
    }

    private static double tail(double p) {
        double r = StrictMath.sqrt(-StrictMath.log(p < 0.5 ? p : 1 - p));
        double z = r <= 5 ? ratio(C, D, r - 1.6) : ratio(E, F, r - 5);
        return p < 0.5 ? -z : z;
    }

    /** The probability of a normal number below {@code z}, which must be below 0, by bisection. */
    static double inverse(double z) {
        if (!(z < 0)) {
            throw new IllegalArgumentException("needs a number below 0, got " + z);
        }
        double low = 0;
        double high = 0.5;
        for (double mid = 0.25; low < mid && mid < high; mid = low + (high - low) / 2) {
            if (of(mid) < z) {
                low = mid;
            } else {
                high = mid;
            }
        }
        return low;
    }

    private static double ratio(double[] n, double[] d, double r) {
        return horner(n, r) / horner(d, r);
    }

    private static double horner(double[] c, double x) {
        return ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0];
    }
}
