package io.dlmone.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.contract.GaussianModel;
import io.dlmone.contract.OracleProvider;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.text.SequenceLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointPoolTest {

    private static final int ROWS = 16;
    private static final int LENGTH = 4;
    private static final int START = 1;

    private final GaussianModel model =
            new GaussianModel(Plugins.schedule("sqrt").create(2000), LENGTH, 4, 5);
    private final Backend oracle = new OracleProvider().open(BackendOptions.defaults());

    @AfterEach
    void close() {
        oracle.close();
    }

    /** Sentences of the first batch, all for one source. */
    private List<long[]> sentences(int codebook, int candidates) {
        Parameters teacher = Parameters.frozen("teacher", model.parameters());
        teacher.write(oracle, model.weights(2, 0.5f));
        DistillationSettings settings = DistillationSettings.defaults(model.schedule(), 3)
                .with(DistillationSettings.BATCH, ROWS)
                .with(DistillationSettings.NOISE_CODEBOOK, codebook)
                .with(TargetSettings.ENDPOINT_SAMPLER, TargetSettings.EndpointSampler.ANCESTRAL)
                .with(TargetSettings.ENDPOINT_STEPS, 3)
                .with(KdObjective.ENDPOINT_CANDIDATES, candidates);
        DistillationContext context = new DistillationContext(
                oracle,
                model,
                teacher,
                teacher,
                teacher,
                i -> new SequenceLayout.Encoded(new long[LENGTH], START),
                settings);
        long[] tokens =
                new EndpointPool(context, codebook).batch(0).get("tokens").longs();
        return IntStream.range(0, ROWS)
                .mapToObj(row -> Arrays.copyOfRange(tokens, row * LENGTH + START, (row + 1) * LENGTH))
                .toList();
    }

    @Test
    void ofTheCandidatesThoseThatAgreeMostAreKept() {
        List<long[]> all = sentences(16, 1);
        int[] best = Consensus.best(all, 4);
        assertThat(best).isNotEqualTo(new int[] {0, 1, 2, 3});
        List<long[]> kept = sentences(4, 4);
        for (int row = 0; row < ROWS; row++) {
            assertThat(kept.get(row)).as("row %d", row).isEqualTo(all.get(best[row % 4]));
        }
    }
}
