package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.text.Batch;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SourceReading;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffuSeqLayoutTest {

    private static final Vocabulary WORDS =
            Vocabulary.ofWords(List.of("a", "b", "c", "d", "e", "f", "u", "v", "w", "x", "y", "z"));

    private static SequenceLayout layout(int length) {
        return new DiffuSeqLayout(new WordTokenizer(WORDS), length);
    }

    private static String tokens(SequenceLayout.Encoded e) {
        StringBuilder all = new StringBuilder();
        for (long id : e.ids()) {
            all.append(all.isEmpty() ? "" : " ").append(WORDS.token((int) id).replaceAll("[\\[\\]]", ""));
        }
        return all.toString();
    }

    @Test
    void aPairLiesAsInTheOfficialData() {
        SequenceLayout.Encoded e = layout(12).encode("a b c", "x y");
        assertThat(tokens(e)).isEqualTo("CLS a b c SEP SEP CLS x y SEP PAD PAD");
        assertThat(e.start()).isEqualTo(6);
        assertThat(tokens(layout(8).encode("a", ""))).isEqualTo("CLS a SEP SEP CLS SEP PAD PAD");
        assertThat(layout(8).encode("a").ids())
                .isEqualTo(layout(8).encode("a", "").ids());
    }

    /** The longer text loses its last tokens first; both when they are equally long. */
    @ParameterizedTest
    @CsvSource({
        "10, a b c d e f, x y, CLS a b c SEP SEP CLS x y SEP",
        "10, a b, u v w x y z, CLS a b SEP SEP CLS u v w SEP",
        "9, a b c, x y z, CLS a b SEP SEP CLS x y SEP",
        "10, a b c, x y z, CLS a b SEP SEP CLS x y SEP PAD",
        "12, a b c, x y z, CLS a b c SEP SEP CLS x y z SEP PAD",
        "11, a b c, x y z, CLS a b c SEP SEP CLS x y z SEP"
    })
    void textsThatAreTooLongAreCut(int length, String source, String target, String expected) {
        SequenceLayout.Encoded e = layout(length).encode(source, target);
        assertThat(tokens(e)).isEqualTo(expected);
        assertThat(WORDS.token((int) e.ids()[e.start()])).isEqualTo("[CLS]");
    }

    @Test
    void theTargetReachesFromItsStartToTheEnd() {
        SequenceLayout l = layout(8);
        Batch b = Batch.of(List.of(l.encode("a", "x"), l.encode("a b", "x")));
        assertThat(b.starts()).containsExactly(4, 5);
        assertThat(b.target().booleans())
                .containsExactly(
                        false, false, false, false, true, true, true, true, //
                        false, false, false, false, false, true, true, true);
    }

    @Test
    void textForPeopleHasNoSpecialTokens() {
        SequenceLayout l = layout(14);
        SequenceLayout.Encoded e = l.encode("a", "x y z w v");
        long[] ids = e.ids().clone();
        ids[e.start()] = WORDS.id("x");
        ids[e.start() + 2] = WORDS.id("[CLS]");
        ids[e.start() + 3] = WORDS.id("[UNK]");
        assertThat(l.decodeClean(ids, e.start())).isEqualTo("x x w v");
        assertThat(l.decode(ids, e.start())).isEqualTo("x x [CLS] [UNK] w v [SEP]");
    }

    @Test
    void asManyTokensAsItsCapacityFit() {
        SequenceLayout l = layout(10);
        assertThat(l.capacity()).isEqualTo(5);
        assertThat(tokens(l.encode("a b c d", "x"))).isEqualTo("CLS a b c d SEP SEP CLS x SEP");
        assertThat(tokens(l.encode("a b c d e f", ""))).isEqualTo("CLS a b c d e SEP SEP CLS SEP");
        assertThat(SourceReading.of(l, "a b c")).isEqualTo(new SourceReading(3, List.of(), 0, 2));
        assertThat(SourceReading.of(l, "a b c d e").fits()).isFalse();
        SourceReading long6 = SourceReading.of(l, "a what b what c d");
        assertThat(long6).isEqualTo(new SourceReading(6, List.of("what", "what"), 1, 0));
        assertThat(long6.isWhole()).isFalse();
        assertThat(long6.isHopeless()).isFalse();
        assertThat(SourceReading.of(l, "what").isHopeless()).isTrue();
        assertThat(SourceReading.of(l, "").isHopeless()).isFalse();
    }

    @Test
    void decodingStripsOnlyPaddingAtTheEnd() {
        SequenceLayout l = layout(12);
        SequenceLayout.Encoded e = l.encode("a b c", "x y");
        assertThat(l.decode(e.ids(), e.start())).isEqualTo("[CLS] x y [SEP]");
        assertThat(l.decodeClean(e.ids(), e.start())).isEqualTo("x y");
        long[] early = e.ids().clone();
        early[7] = WORDS.id("[PAD]");
        assertThat(l.decode(early, e.start())).isEqualTo("[CLS] [PAD] y [SEP]");
        assertThat(l.decodeClean(early, e.start())).isEmpty();
        long[] nothing = new long[12];
        assertThat(l.decode(nothing, 6)).isEmpty();
        assertThat(l.decodeClean(nothing, 6)).isEmpty();
    }
}
