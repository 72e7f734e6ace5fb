package io.dlmone.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {

    @Test
    void theCheapestPartnerOfOneMayBeGivenToAnother() {
        double[][] cost = {{1, 2, 9}, {1, 9, 9}, {9, 3, 4}};
        assertThat(Assignment.solve(cost)).containsExactly(1, 0, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void noOtherAssignmentIsCheaper(int n) {
        Random random = new Random(n);
        for (int trial = 0; trial < 50; trial++) {
            double[][] cost = new double[n][n];
            for (double[] row : cost) {
                for (int j = 0; j < n; j++) {
                    row[j] = trial % 2 == 0 ? random.nextGaussian() : random.nextInt(3);
                }
            }
            int[] found = Assignment.solve(cost);
            assertThat(found).containsExactlyInAnyOrder(IntStream.range(0, n).toArray());
            double total = 0;
            for (int i = 0; i < n; i++) {
                total += cost[i][found[i]];
            }
            assertThat(total).isCloseTo(cheapest(cost, 0, new boolean[n]), within(1e-9));
        }
    }

    private static double cheapest(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < cost.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                best = Math.min(best, cost[row][j] + cheapest(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }
}
