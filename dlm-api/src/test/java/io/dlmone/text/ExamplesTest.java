package io.dlmone.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    private static final List<SentencePair> PAIRS = IntStream.range(0, 10)
            .mapToObj(i -> new SentencePair("s" + i, "t" + i))
            .toList();

    /** A layout of one id: the number in the source. */
    private static final SequenceLayout NUMBERS = new SequenceLayout() {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public int capacity() {
            return 1;
        }

        @Override
        public Tokenizer tokenizer() {
            throw new AssertionError("not asked for");
        }

        @Override
        public Encoded encode(String source, String target) {
            assertThat(target).isEqualTo("t" + source.substring(1));
            return new Encoded(new long[] {Long.parseLong(source.substring(1))}, 0);
        }

        @Override
        public String decode(long[] ids, int start) {
            return "";
        }

        @Override
        public String decodeClean(long[] ids, int start) {
            return "";
        }
    };

    private static List<Long> take(Examples examples, long from, int n) {
        List<Long> taken = new ArrayList<>();
        for (long i = from; i < from + n; i++) {
            taken.add(examples.get(i).ids()[0]);
        }
        return taken;
    }

    @Test
    void everyEpochHoldsEveryPairOnceInAnOrderOfItsOwn() {
        Examples examples = Examples.shuffled(PAIRS, NUMBERS, 3);
        List<Long> first = take(examples, 0, 10);
        List<Long> second = take(examples, 10, 10);
        assertThat(first).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        assertThat(take(Examples.shuffled(PAIRS, NUMBERS, 4), 0, 10)).isNotEqualTo(first);
    }

    @Test
    void anExampleIsAFunctionOfItsIndex() {
        List<Long> forward = take(Examples.shuffled(PAIRS, NUMBERS, 3), 0, 40);
        Examples examples = Examples.shuffled(PAIRS, NUMBERS, 3);
        for (int i = 39; i >= 0; i--) {
            assertThat(examples.get(i).ids()[0]).isEqualTo(forward.get(i));
        }
    }

    @Test
    void aBatchMarksTheTargetFromItsStartOn() {
        Batch b = Batch.of(List.of(
                new SequenceLayout.Encoded(new long[] {1, 2, 3}, 1),
                new SequenceLayout.Encoded(new long[] {4, 5, 6}, 2)));
        assertThat(b.size()).isEqualTo(2);
        assertThat(b.ids().longs()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(b.target().shape().dims()).containsExactly(2, 3, 1);
        assertThat(b.target().booleans()).containsExactly(false, true, true, false, false, true);
        assertThat(Batch.row(b.ids(), 1)).containsExactly(4, 5, 6);
    }
}
