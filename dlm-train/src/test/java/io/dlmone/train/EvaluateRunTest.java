package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateRunTest {

    @TempDir
    Path home;

    @Test
    void resultsAreShownBeforeSentencesAreWrittenWhichMayFail() throws IOException {
        Path place = Files.createDirectories(home.resolve("place"));
        List<SystemResult> shown = new ArrayList<>();
        EvaluateOptions options = new EvaluateOptions(
                List.of(SystemSpec.asSaved("builtin:paraphrase-student")),
                false,
                "builtin:paraphrase",
                Split.TEST,
                2,
                2,
                1,
                4,
                1,
                Optional.of(place.resolve("out.jsonl")));
        try (Backend backend = Jobs.open()) {
            RunContext context = new RunContext(backend, Jobs.ENGINE, ProgressListener.NONE, () -> false);
            EvaluateRun run = new EvaluateRun(options, context);
            assertThatThrownBy(() -> run.run(results -> {
                        shown.addAll(results);
                        replaceByAFile(place);
                    }))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("DLM-IO-2");
            assertThat(shown).hasSize(1);
            Files.delete(place);
            new EvaluateRun(options, context).run();
            assertThat(place.resolve("out.jsonl")).isNotEmptyFile();
            assertThat(place.resolve("out-2.jsonl")).isNotEmptyFile();
        }
    }

    @Test
    void whatCannotBeUsedIsToldAtOnceBeforeAnythingIsWritten() {
        SystemSpec none = SystemSpec.asSaved("");
        EvaluateOptions options = new EvaluateOptions(
                List.of(
                        SystemSpec.asSaved("builtin:paraphrase-student"),
                        SystemSpec.parse("builtin:paraphrase-teacher@euler:5", none),
                        SystemSpec.asSaved("nowhere")),
                false,
                "builtin:paraphrase",
                Split.TEST,
                2,
                2,
                1,
                4,
                1,
                Optional.empty());
        try (Backend backend = Jobs.open()) {
            EvaluateRun run = new EvaluateRun(options, RunContext.quiet(backend, Jobs.ENGINE));
            assertThatExceptionOfType(UserException.class)
                    .isThrownBy(run::require)
                    .satisfies(e -> assertThat(e.problems()).hasSize(2))
                    .withMessageContaining("[DLM-SAMPLER-1] sampler euler")
                    .withMessageContaining("[DLM-MODEL-1] nowhere");
        }
    }

    private static void replaceByAFile(Path directory) {
        try {
            Files.delete(directory);
            Files.writeString(directory, "in the way");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
