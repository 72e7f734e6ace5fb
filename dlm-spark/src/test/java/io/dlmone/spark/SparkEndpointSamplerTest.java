package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.distill.KdObjective;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.io.Safetensors;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.train.Distiller;
import io.dlmone.train.EndpointRun;
import io.dlmone.train.RunContext;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StopsCluster.class)
class SparkEndpointSamplerTest {

    private static final String TEACHER = "builtin:paraphrase-teacher";
    private static final String DATA = "builtin:paraphrase";
    private static final long SEED = 5;
    private static final int UPDATES = 3;

    @TempDir
    Path at;

    private static EndpointRun run(String sampler) {
        Map<String, String> settings =
                Map.of("batch", "8", "microbatch", "4", "endpoint-steps", "2", "endpoint-reuse", "1");
        return new EndpointRun(TEACHER, DATA, settings, SEED, UPDATES, sampler);
    }

    private Path distilled(RunContext context, String file) {
        Path student = at.resolve("student" + file.length());
        Distiller.builder(TEACHER, DATA, student)
                .phase("kd", UPDATES)
                .with(DistillationSettings.BATCH, 8)
                .with(DistillationSettings.MICROBATCH, 4)
                .with(TargetSettings.ENDPOINT_STEPS, 2)
                .with(KdObjective.ENDPOINT_REUSE, 1)
                .with(KdObjective.ENDPOINT_FILE, file)
                .run(run -> run.seed(SEED).validate(UPDATES, 2).keepLast())
                .build()
                .distil(context);
        return student;
    }

    @Test
    void aDistillationOfTheEndpointsGoesAsIfItHadSampledThemItself() {
        Path file = at.resolve("endpoints.safetensors");
        Path here = at.resolve("here.safetensors");
        try (RunContext context = RunContext.builder().threads(1).open()) {
            run("").write(here, context);
            run("").write(file, context, new SparkEndpointSampler(Cluster.session()));
            assertThat(file).hasSameBinaryContentAs(here);
            Map<String, ?> read =
                    ModelDirectory.load(distilled(context, file.toString())).weights();
            assertThat(read)
                    .isEqualTo(ModelDirectory.load(distilled(context, "")).weights());
            Path other = at.resolve("ancestral.safetensors");
            run("ancestral").write(other, context, new SparkEndpointSampler(Cluster.session()));
            assertThat(tokens(other)).hasSameSizeAs(tokens(file)).isNotEqualTo(tokens(file));
        }
    }

    private static long[] tokens(Path file) {
        return Safetensors.read(file).tensors().get("tokens").longs();
    }
}
