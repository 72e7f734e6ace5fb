package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.Role;
import io.dlmone.error.UserException;
import io.dlmone.objective.StudentNoise;
import io.dlmone.student.TextGenerator.Options;
import io.dlmone.text.Vocabulary;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParaphraserTest {

    private static final Vocabulary WORDS = Vocabulary.ofWords(List.of("a", "b", "c", "?"));

    private final Backend backend =
            Backends.preferred().open(BackendOptions.defaults().withThreads(1));

    @AfterEach
    void close() {
        backend.close();
    }

    /** A student of random weights. */
    private TextGenerator student(GenerationConfig generation, long seed) {
        return new TextGenerator(
                TextGeneratorTest.tiny(WORDS, Role.STUDENT, generation), backend, new Options(4, seed));
    }

    @Test
    void theTextIsFollowedByDifferentParaphrasesTheSameEveryTime() {
        try (TextGenerator generator = student(GenerationConfig.student(35), 3);
                TextGenerator other = student(GenerationConfig.student(35), 4)) {
            Paraphraser paraphraser = new Paraphraser(generator);
            List<String> expanded = paraphraser.expand("a b c", 4);
            assertThat(expanded).hasSize(5).doesNotHaveDuplicates().startsWith("a b c");
            assertThat(paraphraser.expand("b b", 4)).startsWith("b b").isNotEqualTo(expanded);
            assertThat(paraphraser.expand("a b c", 4)).isEqualTo(expanded);
            assertThat(new Paraphraser(other).expand("a b c", 4)).isNotEqualTo(expanded);
            assertThat(paraphraser.expand("a b c", 0)).containsExactly("a b c");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> paraphraser.expand("a b c", -1))
                    .withMessageContaining("-1");
        }
    }

    @Test
    void aCodebookHasAtMostAParaphraseForEachVector() {
        GenerationConfig two = GenerationConfig.student(35, StudentNoise.codebook(2));
        try (TextGenerator generator = student(two, 3)) {
            assertThat(new Paraphraser(generator).expand("a b c", 6)).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void oneParaphraseIsWhatTheGeneratorWrites() {
        try (TextGenerator generator = student(GenerationConfig.student(35), 3)) {
            assertThat(new Paraphraser(generator).paraphrase("a b c"))
                    .isEqualTo(generator.generate(List.of("a b c")).get(0));
        }
    }

    @Test
    void aTextIsReadInLowerCaseWithItsPunctuationApart() {
        try (TextGenerator generator = student(GenerationConfig.student(35), 3)) {
            Paraphraser paraphraser = new Paraphraser(generator);
            List<String> plain = paraphraser.expand("a b c ?", 4);
            List<String> written = paraphraser.expand(" A b C?", 4);
            assertThat(written).startsWith(" A b C?");
            assertThat(written.subList(1, written.size())).isEqualTo(plain.subList(1, plain.size()));
            assertThat(paraphraser.paraphrase("A b C?")).isEqualTo(paraphraser.paraphrase("a b c ?"));
        }
    }

    @Test
    void aTextThatCannotBeReadWholeHasNone() {
        String tooLong =
                String.join(" ", IntStream.range(0, 30).mapToObj(i -> "a").toList());
        try (TextGenerator generator = student(GenerationConfig.student(35), 3)) {
            Paraphraser paraphraser = new Paraphraser(generator);
            for (String text : List.of("a zebra b", tooLong, "", " \t")) {
                assertThat(paraphraser.expand(text, 4)).containsExactly(text);
            }
            assertThatThrownBy(() -> paraphraser.paraphrase("a zebra b"))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("DLM-TEXT-3")
                    .hasMessageContaining("'zebra'");
            assertThatThrownBy(() -> paraphraser.paraphrase(tooLong))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("DLM-TEXT-4");
            assertThatIllegalArgumentException().isThrownBy(() -> paraphraser.paraphrase(" "));
        }
    }

    @Test
    void wordingsThatDifferInCaseSpaceAndPunctuationApartAreOne() {
        Stream<String> drawn = Stream.of("can i eat it ?", "", "May I eat it?", "may i  eat it ?", "is it safe ?", "x");
        assertThat(Paraphraser.distinct("Can I eat it?", drawn, 2))
                .containsExactly("Can I eat it?", "May I eat it?", "is it safe ?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "Can I eat it?|can i eat it ?",
                "a (b), c…|a ( b ) , c …",
                "don't use C# or re-use it|don't use c# or re-use it",
                "IST DAS „gut“?|ist das „ gut “ ?"
            })
    void plainTextIsAsDataSetsOfWordsHaveIt(String text, String plain) {
        assertThat(Paraphraser.plain(text)).isEqualTo(plain);
    }
}
