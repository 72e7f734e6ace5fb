package io.dlmone.distill;

import java.util.Arrays;

/** The linear assignment problem: a partner for each row, none twice, at the least total cost (Kuhn 1955). */
final class Assignment {

    private static final int NONE = -1;

    private Assignment() {}

    /**
     * Solves it by shortest augmenting paths with potentials, in cubic time.
     *
     * @param cost square, finite
     * @return the column of each row
     */
    static int[] solve(double[][] cost) {
        int n = cost.length;
        double[] rowPotential = new double[n];
        double[] columnPotential = new double[n];
        int[] rowOf = new int[n];
        Arrays.fill(rowOf, NONE);
        for (int row = 0; row < n; row++) {
            double[] distance = new double[n];
            int[] before = new int[n];
            boolean[] done = new boolean[n];
            Arrays.fill(distance, Double.POSITIVE_INFINITY);
            int column = NONE;
            int at = row;
            double length = 0;
            do {
                int next = NONE;
                for (int j = 0; j < n; j++) {
                    if (!done[j]) {
                        double through = length + cost[at][j] - rowPotential[at] - columnPotential[j];
                        if (through < distance[j]) {
                            distance[j] = through;
                            before[j] = column;
                        }
                        next = next == NONE || distance[j] < distance[next] ? j : next;
                    }
                }
                column = next;
                length = distance[column];
                done[column] = true;
                at = rowOf[column];
            } while (at != NONE);
            rowPotential[row] += length;
            for (int j = 0; j < n; j++) {
                if (done[j] && rowOf[j] != NONE) {
                    rowPotential[rowOf[j]] += length - distance[j];
                    columnPotential[j] -= length - distance[j];
                }
            }
            columnPotential[column] -= length - distance[column];
            for (int j = column; j != NONE; j = before[j]) {
                rowOf[j] = before[j] == NONE ? row : rowOf[before[j]];
            }
        }
        int[] columnOf = new int[n];
        for (int j = 0; j < n; j++) {
            columnOf[rowOf[j]] = j;
        }
        return columnOf;
    }
}
