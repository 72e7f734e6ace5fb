package io.dlmone.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlmone.data.Split;
import io.dlmone.paraphrase.ParaphraseTask;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OneStepGenerationTest {

    private static final String STUDENT = "/io/dlmone/builtin/paraphrase-student/config.json";

    @BeforeEach
    void requireTheBuiltInStudent() {
        boolean there = OneStepGeneration.class.getResource(STUDENT) != null;
        if (!there) {
            System.err.println("SKIPPED: there is no built-in student yet (" + STUDENT + ")");
        }
        assumeTrue(there, "no built-in student");
    }

    private static List<String> run(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            OneStepGeneration.main(arguments);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void asksItsOwnQuestionsInOtherWords() {
        assertThat(run()).hasSize(2).allSatisfy(line -> assertThat(line).isNotBlank());
    }

    @Test
    void keepsTheMeaningOfMostQuestions() {
        ParaphraseTask task = ParaphraseTask.builtin();
        List<String> sources = task.meanings(Split.TEST).stream()
                .limit(40)
                .map(meaning -> task.grammar().sentences(meaning).get(0))
                .toList();
        List<String> written = run(sources.toArray(String[]::new));
        assertThat(written).hasSameSizeAs(sources);
        assertThat(task.meaningAccuracy(sources, written)).isGreaterThan(0.6);
    }
}
