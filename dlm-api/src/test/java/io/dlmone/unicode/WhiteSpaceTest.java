package io.dlmone.unicode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WhiteSpaceTest {

    /** What Python's {@code str.isspace()} holds for, of all code points. */
    private static final int[] PYTHON = {
        0x9, 0xa, 0xb, 0xc, 0xd, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003,
        0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000
    };

    @Test
    void isThatOfPython() {
        Pattern inBrackets = Pattern.compile("[" + WhiteSpace.CLASS + "]");
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(WhiteSpace::is))
                .containsExactly(IntStream.of(PYTHON).boxed().toArray(Integer[]::new));
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> inBrackets.matcher(Character.toString(c)).matches()))
                .containsExactly(IntStream.of(PYTHON).boxed().toArray(Integer[]::new));
    }

    @Test
    void splitsAndStripsLikePython() {
        assertThat(WhiteSpace.words("  a\u00a0b\u2003c\u0085d\u001ce\n")).containsExactly("a", "b", "c", "d", "e");
        assertThat(WhiteSpace.words("a\u200bb\ufeff")).containsExactly("a\u200bb\ufeff");
        assertThat(WhiteSpace.words("\u3000")).isEmpty();
        assertThat(WhiteSpace.strip("\u3000 a \u00a0")).isEqualTo("a");
        assertThat(WhiteSpace.isAll("\u3000 \u202f")).isTrue();
        assertThat(WhiteSpace.isAll("\u200b")).isFalse();
    }
}
