package io.dlmone.text;

import io.dlmone.plugin.Plugin;

/**
 * Reads tokenizers of kinds that take a library, from the {@code tokenizer.json} of Hugging Face. Its name is that of
 * its tokenizers and stands in {@code config.json}.
 */
public interface TokenizerReader extends Plugin {

    /**
     * Reads a file, which may come from anywhere.
     *
     * @param json the bytes of {@code tokenizer.json}
     * @param where the file, for messages
     * @return the tokenizer, whose {@link Tokenizer#json} is this file
     * @throws io.dlmone.error.UserException with everything in it that is unsound or not supported, or if the library
     *     cannot be loaded
     */
    Tokenizer read(byte[] json, String where);
}
