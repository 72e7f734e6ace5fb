package io.dlmone.backend.check;

import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Products of matrices over a grid of shapes, half of the weights stored as linear layers store them, half of the
 * products with a bias. Every number of rows meets every number of columns once, and each width with each of them.
 *
 * @param rows of the factor that is no weight
 * @param widths numbers of columns that are summed over
 * @param columns of the product
 */
record ProductCases(long seed, int[] rows, int[] widths, int[] columns) {

    /** The least, odd and prime ones, and what kernels take at once. */
    private static final int[] SIZES = {1, 2, 3, 16, 48, 157, 513, 1000};

    private static final int[] WIDTHS = {1, 3, 32, 157, 768};

    static ProductCases standard(long seed) {
        return new ProductCases(seed, SIZES, WIDTHS, SIZES);
    }

    /** Some of the standard sizes and a few others. */
    static ProductCases drawn(long seed) {
        return new ProductCases(seed, sizes(seed, "rows"), sizes(seed, "widths"), sizes(seed, "columns"));
    }

    private static int[] sizes(long seed, String what) {
        CounterRandom random = CounterRandom.of(seed, "sizes/" + what);
        IntStream known = Arrays.stream(random.integers(0, 3, SIZES.length)).mapToInt(i -> SIZES[(int) i]);
        IntStream others = Arrays.stream(random.integers(1, 2, 1100)).mapToInt(i -> 1 + (int) i);
        return IntStream.concat(known, others).distinct().toArray();
    }

    /** Made one at a time, each with trained and with frozen weights. */
    Stream<CheckCase> all() {
        return IntStream.range(0, widths.length)
                .mapToObj(this::ofWidth)
                .flatMap(c -> Stream.of(c, c.withFrozenWeights(Kind.FROZEN_PRODUCTS)));
    }

    private CheckCase ofWidth(int index) {
        int width = widths[index];
        CounterRandom random = CounterRandom.of(seed, "products/" + width);
        boolean[] transposed = random.booleans(0, columns.length, 0.5);
        boolean[] biased = random.booleans(1, columns.length, 0.5);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int r : rows) {
            inputs.put("x" + r, normal(random, r + 2, 1, r, width));
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (int j = 0; j < columns.length; j++) {
            int c = columns[j];
            int[] shape = transposed[j] ? new int[] {c, width} : new int[] {width, c};
            weights.put("w" + c, normal(random, 10_000 + c, 1 / Math.sqrt(width), shape));
            if (biased[j]) {
                weights.put("b" + c, normal(random, 20_000 + c, 1, c));
            }
        }
        return CheckCase.of(Kind.TRAINED_PRODUCTS, "product", inputs, weights, (x, w) -> {
            Map<String, Value> products = new LinkedHashMap<>();
            for (int j = 0; j < columns.length; j++) {
                Value weight = w.get("w" + columns[j]);
                Value factor = transposed[j] ? Ops.transposeMatrix(weight) : weight;
                for (int k = 0; k < rows.length; k++) {
                    if ((j + k) % widths.length == index) {
                        Value y = Ops.matmul(x.apply("x" + rows[k]), factor);
                        String name = Shape.of(rows[k], width) + " x " + Shape.of(width, columns[j]);
                        products.put(
                                biased[j] ? name + " + bias" : name,
                                biased[j] ? Ops.add(y, w.get("b" + columns[j])) : y);
                    }
                }
            }
            return products;
        });
    }

    private static Tensor normal(CounterRandom random, long step, double deviation, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = random.gaussians(step, shape.size());
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) deviation;
        }
        return Tensor.of(shape, values);
    }
}
