package io.dlmone.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.text.SequenceLayout.Encoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthBatchesTest {

    private static final int OWN = 40;
    private static final List<ShortLength> LENGTHS = List.of(new ShortLength(6, 12), new ShortLength(12, 24));

    /** A source of some positions, a target, an end and padding; the first number says which example it is. */
    private static Encoded row(int index, int start, int target) {
        long[] ids = new long[OWN];
        Arrays.fill(ids, 0, start + target, 7);
        ids[0] = 100 + index;
        ids[start + target] = 2;
        return new Encoded(ids, start);
    }

    private static Encoded random(long index) {
        Random random = new Random(index * 31);
        int start = 3 + random.nextInt(18);
        return row((int) index, start, 1 + random.nextInt(start));
    }

    @Test
    void aBatchHasOneLengthAndEveryExampleIsInOne() {
        LengthBatches batches = new LengthBatches(LengthBatchesTest::random, LENGTHS, 5);
        List<Long> seen = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (int number = 0; number < 64; number++) {
            List<Encoded> rows = batches.batch(number, 8);
            assertThat(rows).hasSize(8);
            int length = rows.get(0).ids().length;
            lengths.add(length);
            for (Encoded row : rows) {
                Encoded whole = random(row.ids()[0] - 100);
                seen.add(row.ids()[0] - 100);
                assertThat(row.ids()).isEqualTo(Arrays.copyOf(whole.ids(), length));
                assertThat(Arrays.stream(whole.ids()).skip(length).sum()).isZero();
            }
            if (number % 8 == 0) {
                assertThat(length).isEqualTo(OWN);
            }
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(512).allMatch(index -> index < 512);
        assertThat(lengths).contains(12, 24, OWN);
        assertThat(lengths.stream().filter(length -> length == OWN).count()).isLessThan(40);
    }

    @Test
    void aBatchIsAFunctionOfItsNumber() {
        LengthBatches batches = new LengthBatches(LengthBatchesTest::random, LENGTHS, 5);
        List<long[]> forth = ids(batches, 0, 70, 1);
        List<long[]> back = ids(batches, 69, -1, -1);
        for (int i = 0; i < forth.size(); i++) {
            assertThat(back.get(back.size() - 1 - i)).isEqualTo(forth.get(i));
        }
        assertThat(ids(new LengthBatches(LengthBatchesTest::random, LENGTHS, 6), 0, 70, 1))
                .isNotEqualTo(forth);
    }

    private static List<long[]> ids(LengthBatches batches, int from, int to, int by) {
        List<long[]> all = new ArrayList<>();
        for (int number = from; number != to; number += by) {
            all.add(batches.batch(number, 4).stream()
                    .flatMapToLong(row -> Arrays.stream(row.ids()))
                    .toArray());
        }
        return all;
    }

    @Test
    void withoutShorterLengthsExamplesComeInTheirOrder() {
        assertThat(new LengthBatches(LengthBatchesTest::random, List.of(), 5).batch(3, 4))
                .extracting(row -> row.ids()[0])
                .containsExactly(112L, 113L, 114L, 115L);
    }

    @Test
    void aTargetThatIsTooLongForItsSourceIsTrainedInALongerSequence() {
        assertThat(ShortLength.of(LENGTHS, OWN, 6)).isEqualTo(12);
        assertThat(ShortLength.of(LENGTHS, OWN, 7)).isEqualTo(24);
        assertThat(ShortLength.of(LENGTHS, OWN, 13)).isEqualTo(OWN);
        List<Encoded> rows = new LengthBatches(i -> row((int) i, 5, 15), LENGTHS, 1).batch(1, 4);
        assertThat(rows.get(0).ids()).hasSize(24);
    }

    @Test
    void lengthsAreThoseWithTheFewestPositions() {
        List<Encoded> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            boolean shorter = i % 2 == 0;
            rows.add(row(i, shorter ? 4 : 10, shorter ? 1 + i % 6 : 12));
        }
        rows.add(row(1000, 4, 30)); // one target of five hundred sources so short
        assertThat(ShortLength.choose(rows, 2)).containsExactly(new ShortLength(4, 12), new ShortLength(10, 24));
        assertThat(ShortLength.choose(rows, 1)).containsExactly(new ShortLength(10, 24));
        assertThat(ShortLength.choose(rows, 9)).hasSize(2);
        assertThat(ShortLength.choose(List.of(row(0, 4, 35)), 3)).isEmpty();
        assertThatThrownBy(() -> new ShortLength(5, 6)).isInstanceOf(IllegalArgumentException.class);
    }
}
