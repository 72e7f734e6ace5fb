package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows and positions in files, also those of runs begun by earlier versions, are read and written back unchanged. */
class MetricsRowTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"train\",\"step\":50,\"stage\":\"teacher\",\"seconds\":1.25,\"loss\":9.5,\"psi\":1.0E-5}",
                "{\"kind\":\"train\",\"step\":50,\"stage\":\"sid\",\"seconds\":2.0,\"loss\":\"NaN\",\"alarms\":[\"a\"]}",
                "{\"kind\":\"valid\",\"step\":0,\"stage\":\"kd\",\"seconds\":3.5,\"bleu\":0.5,\"empty\":0.0}",
                "{\"kind\":\"skipped\",\"step\":7,\"stage\":\"kd\",\"seconds\":4.0,\"update\":\"theta\",\"parameters\":[\"w\"]}",
            })
    void rowsAreReadAndWrittenBack(String line) throws IOException {
        MetricsRow row = MetricsRow.of(Json.parse(line)).orElseThrow();
        assertThat(Json.line(row.toJson())).isEqualTo(line);
        assertThat(row.withoutTime().seconds()).isZero();
    }

    @Test
    void whatIsNoRowIsNone() {
        assertThat(MetricsRow.of(Map.of())).isEmpty();
        assertThat(MetricsRow.of(Map.of("kind", "other", "step", 1, "seconds", 1.0)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"step\":100,\"seconds\":6.5,\"lastValidated\":-1,\"bestStep\":-1,\"skipped\":2,\"sums\":{\"loss\":9.5},"
                        + "\"summed\":1,\"best\":{},\"last\":{}}",
                "{\"step\":40,\"seconds\":6.5,\"lastValidated\":40,\"bestStep\":0,\"skipped\":0,\"sums\":{},\"summed\":0,"
                        + "\"best\":{\"bleu\":0.5},\"last\":{\"bleu\":0.25},\"phase\":1,\"phaseBegan\":2.5,"
                        + "\"trainingSeconds\":6.25}",
            })
    void positionsAreReadAndWrittenBack(String json) throws IOException {
        assertThat(Json.line(Position.of(Json.parse(json)).toJson())).isEqualTo(json);
    }
}
