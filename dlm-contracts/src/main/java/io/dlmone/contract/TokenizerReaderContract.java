package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.TokenizerReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every reader of tokenizers must do; its tokenizers prove themselves with {@link TokenizerContract}. */
public abstract class TokenizerReaderContract extends PluginContract<TokenizerReader> {

    /** {@return a {@code tokenizer.json} that it reads} */
    protected abstract byte[] json();

    @Override
    final Class<TokenizerReader> kind() {
        return TokenizerReader.class;
    }

    @Test
    final void aTokenizerHasItsReadersNameAndItsFileByteForByte() {
        byte[] given = json();
        Tokenizer tokenizer = plugin().read(given, "here");
        Arrays.fill(given, (byte) 0);
        assertThat(tokenizer.name()).isEqualTo(plugin().name());
        assertThat(tokenizer.json().orElseThrow()).isEqualTo(json());
        Arrays.fill(tokenizer.json().orElseThrow(), (byte) 0);
        assertThat(tokenizer.json().orElseThrow()).isEqualTo(json());
        assertThat(plugin().read(json(), "here").vocabulary().tokens())
                .isEqualTo(tokenizer.vocabulary().tokens());
    }

    @Test
    final void refusesOtherFilesByTheirNames() {
        byte[] half = Arrays.copyOf(json(), json().length / 2);
        for (byte[] other : new byte[][] {{}, "{}".getBytes(StandardCharsets.UTF_8), {1, 2, 3}, half}) {
            UserException refused = catchThrowableOfType(UserException.class, () -> plugin().read(other, "here"));
            assertThat(refused).isNotNull();
            assertThat(refused.problems()).extracting(Problem::where).allMatch(where -> where.startsWith("here"));
        }
    }
}
