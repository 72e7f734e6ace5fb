package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.golden.GoldenElf;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model without an embedding table has nothing to round to: whoever asks for rounding is told so at once. */
class NoTableCommandsTest {

    private static final String WHY = "has no embedding table to round to";

    @TempDir
    Path home;

    private Path model;
    private Path data;

    @BeforeEach
    void importAModel() throws IOException {
        Path folder = GoldenElf.copyTo(Files.createDirectory(home.resolve("run")));
        model = home.resolve("model");
        Dlm.Result result = Dlm.run("import", "--checkpoint=" + folder, "--out=" + model);
        assertThat(result.code()).as(result.err()).isZero();
        List<SentencePair> rows = List.of(
                new SentencePair("Der König isst heute.", "The king eats today."),
                new SentencePair("Der König läuft draußen.", "The king runs outside."));
        data = Dlm.data(home.resolve("data"), rows, rows, rows);
    }

    @Test
    void generatingAndEvaluatingRefuseRounding() {
        for (String when : List.of("on", "from:0.5", "until:0.5")) {
            Dlm.Result written =
                    Dlm.runWith("Der König isst heute.\n", "generate", "--model=" + model, "--rounding=" + when);
            assertThat(written.code()).isEqualTo(2);
            assertThat(written.err()).contains("[DLM-SETTING-2] --rounding: expected off, because model", WHY, when);
            assertThat(written.out()).isEmpty();
        }
        Dlm.Result result = Dlm.run(
                "evaluate",
                "--model=" + model + "@heun:2",
                "--data=" + data,
                "--rounding=on",
                "--guidance=1",
                "--threads=1");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--rounding: expected off", WHY);
    }

    /** It asks for what is so. */
    @Test
    void askingForNoRoundingIsNoFault() {
        Dlm.Result result = Dlm.run(
                "evaluate",
                "--model=" + model + "@ddim:2:no-round",
                "--data=" + data,
                "--limit=1",
                "--samples=1",
                "--threads=1");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("(ddim 2, no rounding");
    }

    @Test
    void distillingRefusesRoundedTargets() {
        Dlm.Result result = Dlm.run(Dlm.distill(
                model,
                data,
                home.resolve("s"),
                "--recipe=consistency:2:target-rounding=hard,sid:2",
                "--target-rounding=soft",
                "--rounding-sharpness=3"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains(
                        "[DLM-SETTING-2] --target-rounding: expected none, because the teacher " + WHY + ", found hard",
                        "[DLM-SETTING-2] --target-rounding: expected none, because the teacher " + WHY + ", found soft",
                        "[DLM-SETTING-2] --rounding-sharpness: expected no value, because the teacher " + WHY);
        assertThat(home.resolve("s")).doesNotExist();
        assertThat(home.resolve("s.run")).doesNotExist();
    }
}
