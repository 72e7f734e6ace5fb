package io.dlmone.unicode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void aMarkAtTheBeginningOfAStreamIsNotRead() throws IOException {
        assertThat(Utf8.reader(bytes("\ufeffa\ufeff\n\ufeffb")).lines()).containsExactly("a\ufeff", "\ufeffb");
        assertThat(Utf8.reader(bytes("\ufeff")).readLine()).isNull();
        assertThat(Utf8.reader(bytes("")).readLine()).isNull();
        assertThat(Utf8.reader(bytes("\ufeffa")).read()).isEqualTo('a');
    }

    @Test
    void otherBytesAreRefused() {
        InputStream latin = new ByteArrayInputStream("\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Utf8.reader(latin).readLine()).isInstanceOf(CharacterCodingException.class);
        byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
        assertThatThrownBy(() -> Utf8.decode(surrogate, 0, 3)).isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void halfASurrogatePairCannotBeWritten() {
        assertThat(Utf8.canHold("a \ud83d\ude00")).isTrue();
        assertThat(Utf8.canHold("a \ud83d b")).isFalse();
        assertThat(Utf8.canHold("\ude00\ud83d")).isFalse();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
