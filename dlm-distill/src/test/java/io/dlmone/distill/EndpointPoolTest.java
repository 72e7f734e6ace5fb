package io.dlmone.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.contract.GaussianModel;
import io.dlmone.contract.OracleProvider;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.UserException;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.text.SequenceLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private DistillationContext context(int codebook, int candidates, String file) {
        Parameters teacher = Parameters.frozen("teacher", model.parameters());
        teacher.write(oracle, model.weights(2, 0.5f));
        DistillationSettings settings = DistillationSettings.defaults(model.schedule(), 3)
                .with(DistillationSettings.BATCH, ROWS)
                .with(DistillationSettings.NOISE_CODEBOOK, codebook)
                .with(TargetSettings.ENDPOINT_SAMPLER, TargetSettings.EndpointSampler.ANCESTRAL)
                .with(TargetSettings.ENDPOINT_STEPS, 3)
                .with(KdObjective.ENDPOINT_CANDIDATES, candidates)
                .with(KdObjective.ENDPOINT_FILE, file);
        return new DistillationContext(
                oracle,
                model,
                teacher,
                teacher,
                teacher,
                i -> new SequenceLayout.Encoded(new long[LENGTH], START),
                settings);
    }

    /** Sentences of the first batch, all for one source. */
    private List<long[]> sentences(int codebook, int candidates) {
        long[] tokens = new EndpointPool(context(codebook, candidates, ""), codebook)
                .batch(0)
                .get("tokens")
                .longs();
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

    @Test
    void thoseOfAFileAreThoseThatWouldBeSampled(@TempDir Path at) {
        String file = at.resolve("endpoints.safetensors").toString();
        DistillationContext without = context(0, 1, "");
        EndpointSampling sampling = new EndpointSampling(without, "");
        int microbatches = (int) EndpointSampling.microbatches(without.settings(), 9);
        assertThat(microbatches).isEqualTo(3);
        List<EndpointSources> sources =
                IntStream.range(0, microbatches).mapToObj(sampling::sources).toList();
        EndpointFile.write(
                Path.of(file),
                sources.stream().map(sampling::tokens).toList(),
                sources.stream().mapToLong(EndpointSources::checksum).toArray(),
                ROWS,
                Map.of("sampler", "ancestral"));
        EndpointPool sampled = new EndpointPool(without, 1);
        EndpointPool read = new EndpointPool(context(0, 1, file), 1);
        for (int update = 0; update < 9; update++) {
            assertThat(read.batch(update)).isEqualTo(sampled.batch(update));
        }
        assertThatThrownBy(() -> new EndpointPool(context(4, 1, file), 4))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("endpoint-file")
                .hasMessageContaining("endpoints of others");
    }
}
