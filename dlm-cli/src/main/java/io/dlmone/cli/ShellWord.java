package io.dlmone.cli;

import java.nio.file.Path;

/** A path as it is typed into a shell, in commands that a user is told to give. */
final class ShellWord {

    private ShellWord() {}

    /** The path, in quotes where a shell would not take it as one word. */
    static String of(Path path) {
        String text = path.toString();
        if (text.matches("[\\p{IsAlphabetic}\\p{IsDigit}/_.,:=@%+\\\\-]+")) {
            return text;
        }
        boolean windows = path.getFileSystem().getSeparator().equals("\\");
        return windows ? '"' + text + '"' : "'" + text.replace("'", "'\\''") + "'";
    }
}
