package io.dlmone.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The model of speed, and the tables of it in the document. */
class SpeedUpTest {

    private static final SpeedUp.Network TEN_GIGABIT = new SpeedUp.Network(1.25e9, 0.02);

    @Test
    void oneWorkerOnAFastNetworkIsOneMachine() {
        SpeedUp model = new SpeedUp(3, 1, 1_000, 4_000, new SpeedUp.Network(1e15, 0));
        assertThat(model.factor(1, 0)).isCloseTo(1, within(1e-6));
        assertThat(model.factor(3, 0)).isCloseTo(2, within(1e-6));
        assertThat(model.sentBytes(1, 0)).isEqualTo(4_000);
        assertThat(model.sentBytes(2, 0)).isEqualTo(6_000);
        assertThat(model.sentBytes(2, 8)).isEqualTo(3_000);
    }

    @Test
    void theDocumentHasWhatTheModelSays() throws Exception {
        String document = Files.readString(Path.of("../docs/spark.md"));
        List<String> rows = new ArrayList<>();
        for (long millions : new long[] {1, 91, 105}) {
            SpeedUp model = new SpeedUp(1, 0, millions * 1_000_000, 4 * millions * 1_000_000, TEN_GIGABIT);
            rows.add(row(millions + " M", model.sentBytes(2, 0), model, 2));
            rows.add(row(millions + " M, 64 workers", model.sentBytes(64, 0), model, 64));
        }
        SpeedUp base = new SpeedUp(91.2, 0.5, 210_000_000, 525_000_000, TEN_GIGABIT);
        for (int workers : new int[] {2, 8, 64}) {
            rows.add(String.format(
                    Locale.ROOT,
                    "| %d | %.1f | %.1f | %.1f |",
                    workers,
                    base.factor(workers, 0),
                    base.factor(workers, 50),
                    base.factor(workers, 500)));
        }
        assertThat(document).contains(rows);
    }

    private static String row(String name, double together, SpeedUp model, int workers) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.2f | %.3f |",
                name,
                together / 1e6,
                model.sentBytes(workers, 1) / 1e6,
                model.sentBytes(workers, 50) / 1e6,
                model.sentBytes(workers, 500) / 1e6);
    }
}
