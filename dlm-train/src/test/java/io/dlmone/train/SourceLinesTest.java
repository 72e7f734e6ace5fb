package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.error.UserException;
import java.io.BufferedReader;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceLinesTest {

    @Test
    void linesEndAsOnAnySystem() {
        assertThat(all("one\ntwo\r\nthree\rfour\n\n\r\r\nfive"))
                .containsExactly("one", "two", "three", "four", "", "", "", "five");
        assertThat(all("one\n")).containsExactly("one");
        assertThat(all("one\r\n")).containsExactly("one");
        assertThat(all("")).isEmpty();
    }

    @Test
    void theSecondHalfOfALineEndIsNoLineThatIsThere() {
        SourceLines lines = new SourceLines(new BufferedReader(new Reader() {
            private boolean given;

            @Override
            public int read(char[] to, int from, int n) {
                assertThat(given).as("would wait").isFalse();
                given = true;
                "a\r\n".getChars(0, 3, to, from);
                return 3;
            }

            @Override
            public boolean ready() {
                return !given;
            }

            @Override
            public void close() {}
        }));
        assertThat(lines.next()).contains("a");
        assertThat(lines.ready()).isFalse();
    }

    @Test
    void aLineWithoutEndIsRefused() {
        Reader endless = new Reader() {
            @Override
            public int read(char[] to, int from, int n) {
                Arrays.fill(to, from, from + n, 'a');
                return n;
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> new SourceLines(new BufferedReader(endless)).next())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-TEXT-5")
                .hasMessageContaining("at most 1048576 characters");
    }

    private static List<String> all(String text) {
        SourceLines lines = new SourceLines(new BufferedReader(new StringReader(text)));
        List<String> all = new ArrayList<>();
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(line.get());
        }
        return all;
    }
}
