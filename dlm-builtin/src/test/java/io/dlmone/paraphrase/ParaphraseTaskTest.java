package io.dlmone.paraphrase;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParaphraseTaskTest {

    private static ParaphraseTask task;
    private static Map<Split, List<SentencePair>> data;

    @BeforeAll
    static void generate() {
        task = ParaphraseTask.builtin();
        data = task.generate(7);
    }

    @Test
    void hasTheSizesThatWerePromised() {
        assertThat(data.get(Split.TRAIN).size()).isBetween(20_000, 60_000);
        assertThat(data.get(Split.VALID)).hasSizeBetween(990, 1000);
        assertThat(data.get(Split.TEST)).hasSize(1000);
        assertThat(task.vocabulary()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everyRowIsAParaphraseAndNoRowStandsTwice() {
        data.forEach((split, rows) -> {
            assertThat(new HashSet<>(rows)).hasSameSizeAs(rows);
            assertThat(rows).allMatch(row -> task.isParaphrase(row.source(), row.target()));
            Set<Meaning> meanings = new HashSet<>(task.meanings(split));
            assertThat(rows)
                    .allMatch(row ->
                            meanings.contains(task.parser().parse(row.source()).orElseThrow()));
        });
    }

    @Test
    void meaningsOfThePartsAreDisjointAndTestRowsHaveOneEach() {
        Set<Meaning> seen = new HashSet<>();
        for (Split split : Split.values()) {
            assertThat(task.meanings(split)).allMatch(seen::add);
        }
        assertThat(seen).hasSameSizeAs(task.grammar().meanings());
        assertThat(data.get(Split.TEST).stream()
                        .map(row -> task.parser().parse(row.source()))
                        .distinct())
                .hasSize(1000);
    }

    @Test
    void trainHoldsEveryIntentAndEveryValueSeveralTimes() {
        Map<String, Set<Meaning>> meaningsByValue = new HashMap<>();
        Set<String> intents = new HashSet<>();
        for (Meaning meaning : task.meanings(Split.TRAIN)) {
            intents.add(meaning.intent());
            meaning.slots().forEach((slot, value) -> meaningsByValue
                    .computeIfAbsent(slot + "/" + value, key -> new HashSet<>())
                    .add(meaning));
        }
        assertThat(intents).hasSameSizeAs(task.grammar().intents());
        task.grammar()
                .slots()
                .forEach((slot, values) -> values.forEach(value -> assertThat(
                                meaningsByValue.get(slot + "/" + value).size())
                        .isGreaterThanOrEqualTo(5)));
    }

    @Test
    void everyFormIsSourceAndTargetInTrain() {
        Set<String> sources = new HashSet<>();
        Set<String> targets = new HashSet<>();
        int forms = 0;
        for (Intent intent : task.grammar().intents()) {
            forms += intent.forms().size();
        }
        for (SentencePair row : data.get(Split.TRAIN)) {
            sources.add(form(row.source()));
            targets.add(form(row.target()));
        }
        assertThat(sources).hasSize(forms);
        assertThat(targets).hasSize(forms);
    }

    private static String form(String sentence) {
        Meaning meaning = task.parser().parse(sentence).orElseThrow();
        return meaning.intent() + task.grammar().sentences(meaning).indexOf(sentence);
    }

    @Test
    void theSameSeedGivesTheSameBytes(@TempDir Path home) throws IOException {
        Path one = home.resolve("one");
        Path two = home.resolve("two");
        task.write(one, 7);
        ParaphraseTask.builtin().write(two, 8);
        assertThat(Files.mismatch(one.resolve("train.jsonl"), two.resolve("train.jsonl")))
                .isNotEqualTo(-1);
        ParaphraseTask.builtin().write(two, 7);
        for (Split split : Split.values()) {
            assertThat(Files.mismatch(one.resolve(split.fileName()), two.resolve(split.fileName())))
                    .isEqualTo(-1);
            assertThat(new DataDirectory(one).read(split)).isEqualTo(data.get(split));
        }
    }

    @Test
    void theSamplerDependsOnSeedAndIndexAlone() {
        LongFunction<SentencePair> sampler = task.trainSampler(3);
        List<SentencePair> first = LongStream.range(0, 5000).mapToObj(sampler).toList();
        assertThat(sampler.apply(4321)).isEqualTo(first.get(4321));
        assertThat(ParaphraseTask.builtin().trainSampler(3).apply(99)).isEqualTo(first.get(99));
        assertThat(task.trainSampler(4).apply(99)).isNotEqualTo(first.get(99));
        assertThat(new HashSet<>(first).size()).isGreaterThan(4850);
        Set<Meaning> train = new HashSet<>(task.meanings(Split.TRAIN));
        assertThat(first)
                .allMatch(row -> task.isParaphrase(row.source(), row.target())
                        && train.contains(task.parser().parse(row.source()).orElseThrow()));
        assertThat(sampler.apply(Long.MAX_VALUE)).isNotNull();
    }

    @Test
    void judgesOutputs() {
        String source = "can i give rice to my dog ?";
        assertThat(task.targets(source)).hasSize(5).doesNotContain(source).allMatch(t -> task.isParaphrase(source, t));
        assertThat(task.targets("nonsense")).isEmpty();
        assertThat(task.sentences(source)).isEqualTo(6);
        assertThat(task.sentences("nonsense")).isZero();
        assertThat(task.isParaphrase(source, source)).isFalse();
        List<String> outputs =
                List.of("could rice be harmful for my dog ?", "could pasta be harmful for my dog ?", "rice ?", source);
        List<String> sources = List.of(source, source, source, source);
        assertThat(task.meaningAccuracy(sources, outputs)).isEqualTo(0.5);
        assertThat(task.wellFormed(outputs)).isEqualTo(0.75);
        assertThat(task.sameMeaning("rice ?", "rice ?")).isFalse();
    }
}
