package io.dlmone.huggingface;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.TokenizerReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Reads {@code tokenizer.json} of the kinds Unigram (T5's), BPE and WordPiece with Hugging Face's library, through DJL.
 * The first reading unpacks the library's native part into DJL's cache, {@code ~/.djl.ai} or what {@code DJL_CACHE_DIR}
 * names, and sets DJL's system properties {@code OPT_OUT_TRACKING} and {@code ai.djl.offline} to true, unless the
 * application has set them: nothing is fetched and nobody called.
 *
 * <p>The library ends the whole process where a file makes it fail inside. So a file is checked first, against a list
 * of what is known to be safe; a regular expression, for instance, is not unless it is a known one.
 */
public final class HuggingFaceReader implements TokenizerReader {

    static final String NAME = "huggingface";

    /** What the library adds of its own accord. */
    private static final Map<String, String> NOTHING =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Hugging Face's library, for tokenizer.json with a Unigram, BPE or WordPiece model.";
    }

    @Override
    public Tokenizer read(byte[] json, String where) {
        TokenizerFile file = TokenizerFile.read(json, where);
        load();
        try (InputStream in = new ByteArrayInputStream(file.safe())) {
            return new LibraryTokenizer(file.vocabulary(), json, HuggingFaceTokenizer.newInstance(in, NOTHING));
        } catch (IOException | RuntimeException e) {
            throw new UserException(
                    TokenizerFile.problem(where, "a file that Hugging Face's library reads", e.getMessage()));
        }
    }

    private static void load() {
        keepQuiet("OPT_OUT_TRACKING");
        keepQuiet("ai.djl.offline");
        try {
            LibUtils.checkStatus();
        } catch (RuntimeException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UserException(new Problem(
                    ErrorId.TOKEN_4,
                    "native library of Hugging Face's tokenizers",
                    "a library that loads on this system",
                    String.valueOf(cause.getMessage()),
                    "There is one for Linux (x86-64, aarch64), macOS (aarch64) and Windows (x86-64), which is unpacked"
                            + " into ~/.djl.ai or what DJL_CACHE_DIR names: see that it can be written to."));
        }
    }

    /** Sets a switch of DJL's unless the application has set it. */
    private static void keepQuiet(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
