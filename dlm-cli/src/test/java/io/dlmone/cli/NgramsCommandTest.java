package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NgramsCommandTest {

    private static final String SOURCES = "say red blue\nsay blue blue\nsay green red\n";

    @TempDir
    static Path home;

    private static Path data;
    private static Path teacher;

    @BeforeAll
    static void train() {
        data = Dlm.data(home.resolve("data"));
        teacher = home.resolve("teacher");
        assertThat(Dlm.run(Dlm.train(data, teacher)).code()).isZero();
    }

    private static Dlm.Result ngrams(Path model, Path from, Path out, String... more) {
        String[] args = {"ngrams", "--model=" + model, "--data=" + from, "--out=" + out};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Dlm.run(all);
    }

    private static String written(Path model, String... more) {
        String[] args = {"generate", "--model=" + model, "--sampler=ddim", "--steps=2", "--threads=1"};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        Dlm.Result result = Dlm.runWith(SOURCES, all);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void makesAModelThatChoosesWordsThatGoTogether() {
        Path out = home.resolve("with");
        Dlm.Result made = ngrams(teacher, data, out, "--ngram-weight=0.5");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).contains("Wrote " + out, "n-grams of");
        ModelBundle model = ModelDirectory.load(out);
        ModelBundle was = ModelDirectory.load(teacher);
        assertThat(model.generation())
                .isEqualTo(was.generation().withNgramWeight(0.5).withSlotWeight(10));
        assertThat(model.weights()).isEqualTo(was.weights());
        assertThat(model.card())
                .startsWith(was.card())
                .contains("## N-grams", "| ngram-weight | 0.5 |", "| slot-weight | 10.0 |", "| train.jsonl | sha256:");
        assertThat(written(out, "--ngram-weight=0", "--slot-weight=0")).isEqualTo(written(teacher));
        assertThat(written(out, "--ngram-weight=9", "--rounding=off")).isNotEqualTo(written(teacher, "--rounding=off"));
        Dlm.Result table = Dlm.run(
                "evaluate",
                "--model=" + out + "@ddim:2",
                "--data=" + data,
                "--split=valid",
                "--limit=2",
                "--samples=1",
                "--threads=1");
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out()).contains("(ddim 2, n-grams 0.5, slots 10.0)");
    }

    @Test
    void whatCannotBeUsedIsRefusedBeforeAnythingIsWritten() {
        Path out = home.resolve("refused");
        assertThat(ngrams(teacher, data, out, "--ngram-weight=-1").err())
                .contains("[DLM-SETTING-2] --ngram-weight", "a number from 0 to 1000000");
        assertThat(ngrams(teacher, data, out, "--slot-weight=-1").err()).contains("[DLM-SETTING-2] --slot-weight");
        assertThat(ngrams(home.resolve("none"), data, out).err()).contains("[DLM-MODEL-1]");
        assertThat(ngrams(teacher, home.resolve("none"), out).code()).isEqualTo(2);
        assertThat(ngrams(teacher, data, data).err()).contains("[DLM-IO-3]");
        assertThat(out).doesNotExist();
        Dlm.Result without =
                Dlm.runWith("say red\n", "generate", "--model=" + teacher, "--ngram-weight=0.3", "--threads=1");
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err())
                .contains("has no n-grams", "Give the model n-grams first, or leave --ngram-weight out.");
    }
}
