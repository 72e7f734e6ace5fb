package io.dlmone.diffuseq.official;

import io.dlmone.io.JsonFile;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.TokenizerJson;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.tokenizer.VocabularyFile;
import io.dlmone.unicode.WhiteSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocabularies of official models. BERT's comes as {@code vocab.txt} or {@code tokenizer.json}. A list of words
 * comes as the text file given to the official code (the first field of each line is a word) or as the
 * {@code vocab.json} that the code made of it; its tokens [START] and [END], which do what BERT's [CLS] and [SEP] do,
 * take those names here.
 */
final class OfficialVocabulary {

    /** The tokens that the official code puts before a list of words, by the names they have here. */
    private static final Map<String, String> FIRST = new LinkedHashMap<>();

    static {
        FIRST.put("[START]", Vocabulary.START);
        FIRST.put("[END]", Vocabulary.SEPARATOR);
        FIRST.put("[UNK]", Vocabulary.UNKNOWN);
        FIRST.put("[PAD]", Vocabulary.PAD);
    }

    private OfficialVocabulary() {}

    /**
     * Reads a file.
     *
     * @param wordPieces whether it is BERT's rather than a list of words
     */
    static Tokenizer read(Path file, boolean wordPieces) {
        boolean json = file.toString().endsWith(".json");
        if (wordPieces) {
            return json ? TokenizerJson.read(file) : Tokenizers.named("wordpiece", VocabularyFile.read(file));
        }
        return Tokenizers.named("word", json ? words(file) : Vocabulary.of(list(file), file.toString()));
    }

    private static Vocabulary words(Path file) {
        Map<String, Object> named = new LinkedHashMap<>();
        JsonFile.read(file, "the vocab.json of the official DiffuSeq code")
                .forEach((token, id) -> named.put(FIRST.getOrDefault(token, token), id));
        return TokenizerJson.vocabulary(named, file, "(top)");
    }

    private static List<String> list(Path file) {
        List<String> tokens = new ArrayList<>(FIRST.values());
        VocabularyFile.lines(file)
                .forEach(line -> tokens.add(WhiteSpace.strip(line).split(" ", 2)[0]));
        return tokens;
    }
}
