package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.eval.Measure;
import io.dlmone.train.ModelEvaluation;
import io.dlmone.train.RunContext;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StopsCluster.class)
class SparkSampleWriterTest {

    /** A student, and a teacher in two calls, which writes otherwise than it is saved. */
    private static ModelEvaluation evaluation() {
        return ModelEvaluation.builder("builtin:paraphrase")
                .model(Cluster.STUDENT)
                .system(SystemSpec.parse(
                        "builtin:paraphrase-teacher@ancestral:2", SystemSpec.asSaved("builtin:paraphrase-teacher")))
                .limit(30)
                .samples(2)
                .candidates(3)
                .batch(16)
                .seed(5)
                .build();
    }

    @Test
    void theSamplesAndMeasuresAreThoseOfOneMachine() {
        try (RunContext context = RunContext.builder().threads(1).open()) {
            List<SystemResult> alone = evaluation().evaluate(context);
            List<SystemResult> together = evaluation().evaluate(context, new SparkSampleWriter(Cluster.session()));
            assertThat(together).hasSize(4);
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).name()).isEqualTo(alone.get(i).name());
                assertThat(together.get(i).texts()).isEqualTo(alone.get(i).texts());
                assertThat(values(together.get(i))).isEqualTo(values(alone.get(i)));
            }
        }
    }

    @Test
    void aModelInMemoryIsSentOnce() {
        ModelBundle model = ModelDirectory.load(Cluster.STUDENT);
        assertThat(ShippedModel.ship(Cluster.session(), model)).isSameAs(ShippedModel.ship(Cluster.session(), model));
    }

    private static Map<Measure, Object> values(SystemResult result) {
        Map<Measure, Object> values = new EnumMap<>(Measure.class);
        result.evaluation().estimates().forEach((measure, e) -> values.put(measure, e.value() + " " + e.interval()));
        values.remove(Measure.MS_PER_SENTENCE);
        return values;
    }
}
