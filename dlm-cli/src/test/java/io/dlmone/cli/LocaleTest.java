package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's locale, with digits or letters of its own, changes no name, no script and no number. */
class LocaleTest {

    private static final Pattern OTHER_DIGITS = Pattern.compile("[\\p{Nd}&&[^0-9]]");

    private final Locale before = Locale.getDefault();

    @TempDir
    Path home;

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG", "bn-BD", "tr-TR", "hi-IN-u-nu-deva"})
    void aRunIsNamedContinuedAndUsedOnEveryEngine(String locale) {
        Path data = Dlm.data(home.resolve("data"));
        Path out = home.resolve("model");
        Path run = home.resolve("model.run");
        Locale.setDefault(Locale.forLanguageTag(locale));
        Dlm.Result begun = Dlm.run(Dlm.train(data, out, "--checkpoint-every=2", "--backend=djl"));
        assertThat(begun.code()).as(begun.err()).isZero();
        assertThat(begun.err()).doesNotContainPattern(OTHER_DIGITS);
        for (Path text : List.of(
                run.resolve("metrics.jsonl"),
                run.resolve("config.json"),
                out.resolve("config.json"),
                out.resolve("README.md"))) {
            assertThat(text).content().doesNotContainPattern(OTHER_DIGITS);
        }
        assertThat(run.resolve("checkpoints").resolve("step-000000004")).isDirectory();
        Dlm.Result resumed = Dlm.run(
                "train", "--resume=" + run, "--resume-step=2", "--out=" + home.resolve("longer"), "--backend=tf");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        String sampled = out + "@ddim:2";
        Locale.setDefault(Locale.ROOT);
        Dlm.Result expected = Dlm.runWith("say red blue\n", "generate", "--model=" + sampled, "--backend=onnx");
        Locale.setDefault(Locale.forLanguageTag(locale));
        for (String backend : new String[] {"onnx", "djl", "tf"}) {
            Dlm.Result written =
                    Dlm.runWith("say red blue\n", "generate", "--model=" + sampled, "--backend=" + backend);
            assertThat(written).as(backend).isEqualTo(expected);
        }
    }
}
