package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SequenceLayout.Encoded;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every layout of source and target must do. One proves itself with a subclass that names pairs which fit. */
public abstract class LayoutContract {

    /** {@return the layout} */
    protected abstract SequenceLayout layout();

    /** {@return pairs that fit whole, of words that the tokenizer knows} */
    protected abstract List<SentencePair> pairs();

    @Test
    final void hasRoomForAPair() {
        assertThat(layout().capacity()).isPositive().isLessThan(layout().length());
    }

    @Test
    final void whatWasWrittenIsRead() {
        assertThat(pairs()).isNotEmpty().allSatisfy(pair -> {
            Encoded row = layout().encode(pair.source(), pair.target());
            check(row);
            assertThat(layout().decodeClean(row.ids(), row.start())).isEqualTo(pair.target());
            assertThat(layout().decode(row.ids(), row.start())).contains(pair.target());
            assertThat(layout().encode(pair.source(), pair.target()).ids()).isEqualTo(row.ids());
        });
    }

    /** A student sees the source alone: what stands before the target must not tell of it. */
    @Test
    final void theSourceStandsWhereItStandsWhateverTheTarget() {
        assertThat(pairs()).allSatisfy(pair -> {
            Encoded with = layout().encode(pair.source(), pair.target());
            Encoded without = layout().encode(pair.source());
            check(without);
            assertThat(without.start()).isEqualTo(with.start());
            assertThat(Arrays.copyOf(without.ids(), without.start()))
                    .isEqualTo(Arrays.copyOf(with.ids(), with.start()));
            assertThat(layout().decodeClean(without.ids(), without.start())).isEmpty();
        });
    }

    @Test
    final void whatIsTooLongIsCut() {
        SentencePair pair = pairs().get(0);
        String source = (pair.source() + " ").repeat(layout().length());
        String target = (pair.target() + " ").repeat(layout().length());
        check(layout().encode(source, pair.target()));
        check(layout().encode(pair.source(), target));
        check(layout().encode(source, target));
        check(layout().encode("", ""));
        assertThat(layout().decodeClean(
                                layout().encode(source, target).ids(),
                                layout().encode(source, target).start()))
                .isNotEmpty();
    }

    private void check(Encoded row) {
        assertThat(row.ids()).hasSize(layout().length());
        assertThat(row.start()).isBetween(0, layout().length() - 1);
        assertThat(Arrays.stream(row.ids()))
                .allMatch(
                        id -> id >= 0 && id < layout().tokenizer().vocabulary().size());
    }
}
