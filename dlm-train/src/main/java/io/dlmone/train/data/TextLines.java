package io.dlmone.train.data;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.unicode.Utf8;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files of text in UTF-8. */
final class TextLines {

    private TextLines() {}

    /** The bytes of a file. */
    static byte[] bytes(Path file, String what) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException | OutOfMemoryError e) {
            String found = Files.isDirectory(file)
                    ? "a directory"
                    : Files.exists(file) ? "an error while reading (" + e.getMessage() + ")" : "nothing";
            throw new UserException(
                    new Problem(ErrorId.DATA_1, file.toString(), "a readable " + what, found, "Check the path."));
        }
    }

    /**
     * The lines of a file without their ends (LF, or CR and LF); those that are not in UTF-8 are empty.
     *
     * @param faults takes what is wrong
     */
    static List<String> read(Path file, Faults faults) {
        byte[] bytes = bytes(file, "file of text");
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length ? bytes[i] == '\n' : i > start) {
                int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                lines.add(line(bytes, start, end, lines.size() + 1, faults));
                start = i + 1;
            }
        }
        return lines;
    }

    private static String line(byte[] bytes, int start, int end, int number, Faults faults) {
        try {
            String line = Utf8.decode(bytes, start, end);
            return number == 1 ? Utf8.withoutMark(line) : line;
        } catch (CharacterCodingException e) {
            faults.add(ErrorId.DATA_2, number, "text in UTF-8", "bytes that are not UTF-8", "Save the file as UTF-8.");
            return "";
        }
    }
}
