package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Lines of text to read sentences from, each of bounded length: an input may have no line ends, or no end. */
final class SourceLines {

    private static final int LONGEST = 1 << 20;

    private final BufferedReader in;
    private boolean afterReturn;

    SourceLines(BufferedReader in) {
        this.in = in;
    }

    /** Whether the next line, or its beginning, is there without waiting. */
    boolean ready() {
        try {
            if (afterReturn && in.ready()) {
                skipLineFeed();
            }
            return in.ready();
        } catch (IOException e) {
            throw problem(e);
        }
    }

    /** The next line without its end (LF, CR or both), unless the input is at its end. */
    Optional<String> next() {
        StringBuilder line = new StringBuilder();
        try {
            if (afterReturn) {
                skipLineFeed();
            }
            int c = in.read();
            if (c < 0) {
                return Optional.empty();
            }
            for (; c >= 0 && c != '\n' && c != '\r'; c = in.read()) {
                if (line.length() == LONGEST) {
                    throw new UserException(new Problem(
                            ErrorId.TEXT_5,
                            "input",
                            "lines of at most " + LONGEST + " characters",
                            "a longer one",
                            "Check that each sentence has its own line."));
                }
                line.append((char) c);
            }
            afterReturn = c == '\r';
            return Optional.of(line.toString());
        } catch (IOException e) {
            throw problem(e);
        }
    }

    /** The second half of a line end. */
    private void skipLineFeed() throws IOException {
        in.mark(1);
        if (in.read() != '\n') {
            in.reset();
        }
        afterReturn = false;
    }

    private static UserException problem(IOException e) {
        return new UserException(
                e instanceof CharacterCodingException
                        ? new Problem(
                                ErrorId.TEXT_1,
                                "input",
                                "text in UTF-8",
                                "bytes that are not",
                                "Convert the text to UTF-8.")
                        : new Problem(
                                ErrorId.TEXT_2,
                                "input",
                                "readable text",
                                String.valueOf(e.getMessage()),
                                "Check the input."));
    }
}
