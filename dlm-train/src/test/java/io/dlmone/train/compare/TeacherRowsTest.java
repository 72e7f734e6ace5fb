package io.dlmone.train.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.train.SystemSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A teacher's rows are ways in which it can write, none of them twice. */
class TeacherRowsTest {

    private static final ModelBundle TEACHER = ModelDirectory.load("builtin:paraphrase-teacher");

    private static List<String> texts(List<SystemSpec> rows) {
        return rows.stream()
                .map(row -> row.sampler().orElse("") + " " + row.steps().orElse(0)
                        + row.rounding().map(r -> " " + r).orElse(""))
                .toList();
    }

    private static ModelBundle saved(String sampler, int steps, boolean round) {
        return TEACHER.writing(new GenerationConfig(sampler, steps, round, 1999));
    }

    @Test
    void oneThatRoundsIsAlsoSeenWithoutRounding() {
        assertThat(texts(TeacherRows.ddim("t", TEACHER))).containsExactly("ddim 20", "ddim 20 off", "ddim 5", "ddim 1");
    }

    @Test
    void oneThatDoesNotRoundHasNoRowTwice() {
        assertThat(texts(TeacherRows.ddim("t", saved("ddim", 9, false))))
                .containsExactly("ddim 20", "ddim 5", "ddim 1");
    }

    @Test
    void itsOwnSamplerComesFirstInNoMoreThanAFewCalls() {
        assertThat(texts(TeacherRows.withItsOwn("t", saved("heun", 9, false))))
                .containsExactly("heun 9", "ddim 20", "ddim 5", "ddim 1");
        assertThat(texts(TeacherRows.withItsOwn("t", saved("ancestral", 2000, true))))
                .startsWith("ancestral 100", "ddim 20");
        assertThat(texts(TeacherRows.withItsOwn("t", saved("ddim", 5, false))))
                .containsExactly("ddim 5", "ddim 20", "ddim 1");
    }

    @Test
    void aStudentWritesAsItIsSaved() {
        ModelBundle student = ModelDirectory.load("builtin:paraphrase-student");
        assertThat(TeacherRows.ddim("s", student)).containsExactly(SystemSpec.asSaved("s"));
        assertThat(TeacherRows.withItsOwn("s", student)).containsExactly(SystemSpec.asSaved("s"));
    }
}
