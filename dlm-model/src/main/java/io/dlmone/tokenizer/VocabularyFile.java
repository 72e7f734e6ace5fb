package io.dlmone.tokenizer;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.GitLfs;
import io.dlmone.text.Vocabulary;
import io.dlmone.unicode.Utf8;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code vocab.txt}: one token a line in UTF-8, ended by a line feed; line i, from 0, is token i, whatever it holds. As
 * in the official readers a carriage return before the line feed is part of the line's end; a byte-order mark at the
 * beginning is no part of the first token.
 */
public final class VocabularyFile {

    static final int LARGEST = 64 << 20;
    static final int MOST_TOKENS = 1_000_000;

    private VocabularyFile() {}

    /**
     * Reads a file.
     *
     * @param file {@code vocab.txt}, a token a line
     * @return the vocabulary
     * @throws UserException if it is missing or not a vocabulary
     */
    public static Vocabulary read(Path file) {
        return Vocabulary.of(lines(file), file.toString());
    }

    /**
     * {@return the lines of a file, whatever they hold}
     *
     * @param file any file
     * @throws UserException if it is missing, too long or not in UTF-8
     */
    public static List<String> lines(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return lines(in, file.toString());
        } catch (IOException e) {
            throw problem(ErrorId.VOCAB_4, file.toString(), "a readable vocabulary", "no such file or no access");
        }
    }

    /**
     * Reads a stream to its end, without closing it.
     *
     * @param in a token a line
     * @param where the stream's name, for messages
     * @return the vocabulary
     * @throws UserException if it is not a vocabulary
     * @throws java.io.IOException if the stream cannot be read
     */
    public static Vocabulary read(InputStream in, String where) throws IOException {
        return Vocabulary.of(lines(in, where), where);
    }

    private static List<String> lines(InputStream in, String where) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw problem(ErrorId.VOCAB_5, where, "at most " + LARGEST + " bytes", "more");
        }
        if (GitLfs.isPointer(bytes)) {
            throw new UserException(
                    new Problem(ErrorId.VOCAB_4, where, "a readable vocabulary", GitLfs.FOUND, GitLfs.REMEDY));
        }
        List<String> tokens = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (tokens.size() == MOST_TOKENS) {
                    throw problem(ErrorId.VOCAB_5, where, "at most " + MOST_TOKENS + " tokens", "more");
                }
                tokens.add(token(bytes, start, i, where, tokens.size() + 1));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            tokens.add(token(bytes, start, bytes.length, where, tokens.size() + 1));
        }
        return tokens;
    }

    private static String token(byte[] bytes, int start, int end, String where, int line) {
        try {
            String token = Utf8.decode(bytes, start, end > start && bytes[end - 1] == '\r' ? end - 1 : end);
            return line == 1 ? Utf8.withoutMark(token) : token;
        } catch (CharacterCodingException e) {
            throw problem(ErrorId.VOCAB_3, where + ":" + line, "a token in UTF-8", "bytes that are not UTF-8");
        }
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param file where to
     * @param vocabulary the tokens
     * @throws UserException if the file cannot be written
     */
    public static void write(Path file, Vocabulary vocabulary) {
        AtomicFiles.write(file, out -> write(out, vocabulary));
    }

    /**
     * Writes to a stream, without closing it.
     *
     * @param out where to
     * @param vocabulary the tokens
     * @throws java.io.IOException if the stream cannot be written
     */
    public static void write(OutputStream out, Vocabulary vocabulary) throws IOException {
        for (String token : vocabulary.tokens()) {
            out.write(token.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
    }

    private static UserException problem(ErrorId id, String where, String expected, String found) {
        return new UserException(
                new Problem(id, where, expected, found, "Give the vocab.txt that the model was trained with."));
    }
}
