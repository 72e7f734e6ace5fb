package io.dlmone.cli;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the server's key comes from: never from the command line, which every user of the machine can read. */
final class ServerKey {

    static final String VARIABLE = "DLM_API_KEY";

    private static final int LONGEST = 4096;

    private ServerKey() {}

    /**
     * The key in a file, or else in the environment; without white space around it.
     *
     * @param file null: none is named
     */
    static Optional<String> read(Path file) {
        return file == null
                ? Optional.ofNullable(System.getenv(VARIABLE)).map(String::strip)
                : Optional.of(readFile(file));
    }

    private static String readFile(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LONGEST) {
                String key = Files.readString(file).strip();
                if (!key.isEmpty()) {
                    return key;
                }
            }
        } catch (IOException e) {
            // told below, without what was read
        }
        throw new UserException(new Problem(
                ErrorId.SERVE_9,
                "setting api-key-file " + file,
                "a file with a key of up to " + LONGEST + " bytes in it",
                Files.exists(file) ? "none that can be read" : "nothing",
                "Check the path and what is in the file."));
    }
}
