package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SentencePair;
import io.dlmone.train.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

    @TempDir
    Path home;

    private Path data;
    private Path out;

    @BeforeEach
    void prepare() {
        data = Dlm.data(home.resolve("data"));
        out = home.resolve("teacher");
    }

    @Test
    void aModelAndItsRunAreWritten() throws IOException {
        Dlm.Result result = Dlm.run(
                Dlm.train(data, out, "--valid-every=2", "--valid-limit=3", "--log-every=2", "--keep=best", "--seed=5"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("valid at step 2", "valid at step 4", "Wrote " + out);
        ModelBundle model = ModelDirectory.load(out);
        assertThat(model.role()).isEqualTo(Role.TEACHER);
        assertThat(model.generation().sampler()).isEqualTo("ancestral");
        assertThat(model.card()).contains("| seed | 5 |", "bleu", "sha256:");
        Path run = home.resolve("teacher.run");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .hasSize(4)
                .allMatch(line -> line.contains("\"step\""))
                .filteredOn(line -> line.contains("\"kind\":\"valid\""))
                .hasSize(2);
        assertThat(run.resolve("config.json")).content().contains("\"time-sampling\" : \"uniform\"");
        assertThat(run.resolve("provenance.json")).content().contains("\"java\"", "train.jsonl");
    }

    @Test
    void unknownWordsOfTheValidSplitAreTold() {
        List<SentencePair> known = List.of(new SentencePair("say red", "red said"));
        List<SentencePair> partly = List.of(new SentencePair("say mauve", "mauve said"));
        List<SentencePair> foreign = List.of(new SentencePair("dire mauve", "mauve dit"));
        Dlm.Result told = Dlm.run(Dlm.train(
                Dlm.data(home.resolve("partly"), known, partly, known), out, "--valid-every=4", "--log-every=4"));
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.err()).contains("in the valid split of", "2 of 4 words unknown (50.0%), such as 'mauve'");
        Path other = home.resolve("other");
        Dlm.Result refused =
                Dlm.run(Dlm.train(Dlm.data(home.resolve("foreign"), known, foreign, known), other, "--valid-every=4"));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("[DLM-VOCAB-10]", "the valid split of", "4 of 4 words unknown");
        assertThat(other).doesNotExist();
    }

    @Test
    void trainingThatSkippedAllItsUpdatesFailsAndWritesNoModel() {
        Path first = home.resolve("first");
        assertThat(Dlm.run(Dlm.train(data, first)).code()).isZero();
        ModelBundle model = ModelDirectory.load(first);
        Map<String, Tensor> weights = new LinkedHashMap<>(model.weights());
        weights.replaceAll((name, tensor) -> {
            float[] values = new float[tensor.shape().size()];
            Arrays.fill(values, 1e38f);
            return Tensor.of(tensor.shape(), values);
        });
        Path huge = home.resolve("huge");
        ModelDirectory.save(
                huge,
                new ModelBundle(
                        model.architecture(), model.tokenizer(), weights, model.role(), model.generation(), ""));
        Dlm.Result result = Dlm.run(
                "train",
                "--data=" + data,
                "--out=" + out,
                "--init=" + huge,
                "--batch=4",
                "--steps=3",
                "--valid-every=0");
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-TRAIN-2] teacher", "at least one update", "none in 3", "learning rate");
        assertThat(out).doesNotExist();
        Dlm.Result sooner = Dlm.run(
                "train",
                "--data=" + data,
                "--out=" + out,
                "--run=" + home.resolve("sooner"),
                "--init=" + huge,
                "--batch=4",
                "--steps=20",
                "--max-skipped=1",
                "--valid-every=0");
        assertThat(sooner.code()).as(sooner.err()).isEqualTo(2);
        assertThat(sooner.err()).contains("[DLM-TRAIN-1]", "finite losses and gradients", "learning rate");
        assertThat(out).doesNotExist();
    }

    @Test
    void theCardHasTheScoresOfTheWeightsWritten() throws IOException {
        String[] flags = {"--valid-every=1", "--valid-limit=3", "--keep=last", "--steps=6"};
        assertThat(Dlm.run(Dlm.train(data, out, flags)).code()).isZero();
        List<String> validations = Files.readAllLines(home.resolve("teacher.run/metrics.jsonl")).stream()
                .filter(line -> line.contains("\"kind\":\"valid\""))
                .toList();
        double last = ((Number) Json.parse(validations.get(5)).get("bleu")).doubleValue();
        assertThat(ModelDirectory.load(out).card()).contains(String.format(Locale.ROOT, "| bleu | %.4f |", last));
    }

    @Test
    void theRecordedConfigurationMakesTheSameModelAgain() {
        assertThat(Dlm.run(Dlm.train(data, out)).code()).isZero();
        Path again = home.resolve("again");
        Dlm.Result result = Dlm.run(
                "train",
                "--config=" + home.resolve("teacher.run/config.json"),
                "--out=" + again,
                "--run=" + home.resolve("again.run"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(ModelDirectory.load(again).weights())
                .isEqualTo(ModelDirectory.load(out).weights());
    }

    @Test
    void flagsWinOverTheConfiguration() throws IOException {
        Path config = Files.writeString(home.resolve("c.json"), "{\"steps\": 50000, \"seed\": 9, \"keep\": \"last\"}");
        Dlm.Result result = Dlm.run(Dlm.train(data, out, "--config=" + config));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(home.resolve("teacher.run/config.json")).content().contains("\"steps\" : 4", "\"seed\" : 9");
    }

    @Test
    void anOccupiedPlaceIsRefusedBeforeTheWork() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.txt"), "precious");
        Dlm.Result result = Dlm.run(Dlm.train(data, out));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-IO-3]", "a new or empty directory");
        assertThat(home.resolve("teacher.run")).doesNotExist();
        assertThat(out.resolve("thesis.txt")).hasContent("precious");
    }

    @Test
    void aRunDirectoryIsNotUsedTwice() {
        assertThat(Dlm.run(Dlm.train(data, out)).code()).isZero();
        Dlm.Result result = Dlm.run(Dlm.train(data, home.resolve("other"), "--run=" + home.resolve("teacher.run")));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-RUN-1]", "Continue it with --resume, or name another with --run.");
    }

    @Test
    void resumingNeedsARunThatFits() {
        assertThat(Dlm.run(Dlm.train(data, out)).code()).isZero();
        String run = home.resolve("teacher.run").toString();
        String other = "--out=" + home.resolve("other");
        Dlm.Result changed = Dlm.run("train", "--resume", run, other, "--hidden=32", "--seed=7");
        assertThat(changed.code()).isEqualTo(2);
        assertThat(changed.err()).contains("--hidden: expected 16", "found 32", "--seed: expected 1", "found 7");
        Dlm.Result nothing =
                Dlm.run("train", "--resume", home.resolve("nowhere").toString());
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("[DLM-RUN-2]");
        Dlm.Result verb = Dlm.run("distill", "--resume", run);
        assertThat(verb.code()).isEqualTo(2);
        assertThat(verb.err()).contains("[DLM-RUN-4]", "expected a run of verb distill, found one of verb train");
    }

    @Test
    void aBatchIsTakenInEqualParts() {
        Dlm.Result result = Dlm.run(Dlm.train(data, out, "--microbatch=2"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(ModelDirectory.load(out).card()).contains("| microbatch | 2 |");
        Dlm.Result unequal = Dlm.run(Dlm.train(data, home.resolve("other"), "--microbatch=3"));
        assertThat(unequal.code()).isEqualTo(2);
        assertThat(unequal.err()).contains("--microbatch: expected a divisor of --batch 4, or 0, found 3");
        Dlm.Result whole = Dlm.run(
                "train", "--resume=" + home.resolve("teacher.run"), "--out=" + home.resolve("other"), "--microbatch=0");
        assertThat(whole.code()).isEqualTo(2);
        assertThat(whole.err()).contains("--microbatch: expected 2, as when the run began, found 0");
    }

    private Dlm.Result trainFrom(Object model, Path to, String... more) {
        List<String> flags = List.of(
                "train",
                "--init=" + model,
                "--data=" + data,
                "--out=" + to,
                "--batch=4",
                "--threads=1",
                "--valid-every=0");
        return Dlm.run(flags, more);
    }

    @Test
    void trainingBeginsWithAModel() throws IOException {
        assertThat(Dlm.run(Dlm.train(data, out, "--steps=60")).code()).isZero();
        Path tuned = home.resolve("tuned");
        Dlm.Result result = trainFrom(out, tuned, "--steps=1", "--lr=1e-30", "--length=16", "--log-every=1");
        assertThat(result.code()).as(result.err()).isZero();
        ModelBundle before = ModelDirectory.load(out);
        ModelBundle after = ModelDirectory.load(tuned);
        assertThat(after.weights().keySet()).isEqualTo(before.weights().keySet());
        after.weights().forEach((name, value) -> assertThat(value.floats())
                .as(name)
                .containsExactly(before.weights().get(name).floats(), within(1e-12f)));
        assertThat(after.architecture().length()).isEqualTo(16);
        assertThat(after.tokenizer().vocabulary().tokens())
                .isEqualTo(before.tokenizer().vocabulary().tokens());
        assertThat(after.card())
                .contains("| init | " + out + " |", "initialWeights", "beginning with the weights of " + out);
        assertThat(home.resolve("tuned.run/config.json")).content().contains("\"init\"", "\"length\" : 16");
    }

    @Test
    void flagsThatSayOtherwiseThanTheModelAreAllTold() {
        assertThat(Dlm.run(Dlm.train(data, out)).code()).isZero();
        Path other = home.resolve("other");
        Dlm.Result agreed = trainFrom(out, other, "--steps=1", "--hidden=16", "--layers=1", "--tokenizer=word");
        assertThat(agreed.code()).as(agreed.err()).isZero();
        Path third = home.resolve("third");
        Dlm.Result result = trainFrom(
                out, third, "--hidden=32", "--layers=1", "--heads=4", "--width=16", "--length=33", "--vocab=v.txt");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("--hidden: expected 16, as in --init " + out + ", found 32. Leave one of the two")
                .contains("--heads: expected 2", "--width: expected 8", "--vocab: expected that of the model")
                .contains("--length: expected at most the 32 positions of --init " + out + ", found 33")
                .doesNotContain("--layers");
        assertThat(home.resolve("third.run")).doesNotExist();
    }

    @Test
    void onlyATeacherThatKnowsTheWordsIsABeginning() {
        assertThat(Dlm.run(Dlm.train(data, out)).code()).isZero();
        Path student = home.resolve("student");
        ModelBundle teacher = ModelDirectory.load(out);
        ModelDirectory.save(
                student,
                new ModelBundle(
                        teacher.architecture(),
                        teacher.tokenizer(),
                        teacher.weights(),
                        Role.STUDENT,
                        GenerationConfig.student(1490),
                        "card"));
        assertThat(trainFrom(student, home.resolve("other")).err())
                .contains("--init: expected a teacher", "found the student " + student);
        Dlm.Result words = trainFrom("builtin:paraphrase-teacher", home.resolve("other"));
        assertThat(words.code()).isEqualTo(2);
        assertThat(words.err())
                .contains("[DLM-VOCAB-10]", "--init builtin:paraphrase-teacher", "words unknown", "'green'");
        assertThat(trainFrom(home.resolve("nowhere"), home.resolve("other")).code())
                .isEqualTo(2);
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        Dlm.Result result = Dlm.run(Dlm.train(data, out, "--heads=3", "--width=7"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("a divisor of --hidden 16", "an even number");
        Dlm.Result wordpiece = Dlm.run(Dlm.train(data, out, "--tokenizer=wordpiece"));
        assertThat(wordpiece.err()).contains("--vocab");
    }
}
