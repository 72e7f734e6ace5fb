package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.Role;
import io.dlmone.student.StepListener.Step;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Options;
import io.dlmone.student.TextGenerator.Request;
import io.dlmone.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepListenerTest {

    private static final Vocabulary WORDS = Vocabulary.ofWords(List.of("a", "b", "c"));
    private static final List<Request> REQUESTS =
            List.of(new Request("a b c", 1, 0, 0), new Request("b", 1, 1, 0), new Request("a b c", 2, 0, 0));

    private static TextGenerator generator(Backend backend, Role role, GenerationConfig generation) {
        return new TextGenerator(
                TextGeneratorTest.tiny(WORDS, role, generation), backend, new Options(2, 1)); // two batches
    }

    private static Backend open() {
        return Backends.preferred().open(BackendOptions.defaults().withThreads(1));
    }

    @Test
    void eachStepOfEachTextIsToldAndTheLastIsTheText() {
        try (Backend backend = open();
                TextGenerator teacher =
                        generator(backend, Role.TEACHER, new GenerationConfig("ancestral", 4, false, 39));
                TextGenerator student = generator(
                        backend, Role.STUDENT, GenerationConfig.student(35).withStudentSteps(3))) {
            requireSteps(teacher, 4);
            requireSteps(student, 3);
        }
    }

    private static void requireSteps(TextGenerator generator, int steps) {
        Map<Integer, List<Step>> told = new TreeMap<>();
        List<Integer> progress = new ArrayList<>();
        List<Generated> texts = generator.write(
                REQUESTS,
                (i, step) -> told.computeIfAbsent(i, k -> new ArrayList<>()).add(step),
                progress::add);
        assertThat(texts).isEqualTo(generator.write(REQUESTS));
        assertThat(told.keySet()).containsExactly(0, 1, 2);
        told.forEach((i, all) -> {
            assertThat(all.stream().map(Step::number))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, steps).boxed().toList());
            assertThat(all).allMatch(step -> step.of() == steps);
            assertThat(all.get(steps - 1).text()).isEqualTo(texts.get(i).text());
        });
        assertThat(told.get(0)).isNotEqualTo(told.get(2));
        assertThat(progress).isSorted().endsWith(2 * steps);
    }

    @Test
    void aStudentOfOneCallHasNoSteps() {
        try (Backend backend = open();
                TextGenerator student = generator(backend, Role.STUDENT, GenerationConfig.student(35))) {
            List<Step> told = new ArrayList<>();
            assertThat(student.write(REQUESTS, (i, step) -> told.add(step), done -> {}))
                    .isEqualTo(student.write(REQUESTS));
            assertThat(told).isEmpty();
        }
    }

    @Test
    void progressEndsTheWriting() {
        try (Backend backend = open();
                TextGenerator teacher =
                        generator(backend, Role.TEACHER, new GenerationConfig("ancestral", 4, false, 39))) {
            List<Step> told = new ArrayList<>();
            assertThatThrownBy(() -> teacher.write(REQUESTS, (i, step) -> told.add(step), done -> {
                        throw new CancellationException();
                    }))
                    .isInstanceOf(CancellationException.class);
            assertThat(told).hasSize(2); // the first step of the first batch
            assertThat(teacher.write(REQUESTS)).hasSize(3);
        }
    }
}
