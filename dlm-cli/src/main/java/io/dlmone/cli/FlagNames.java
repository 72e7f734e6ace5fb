package io.dlmone.cli;

import java.util.regex.Pattern;

/** Writes what the library calls a setting, as in {@code setting batch}, as the flag that sets it. */
final class FlagNames {

    private static final Pattern SETTING =
            Pattern.compile("\\bsetting (?!(?:of|that|can|is|has|with)\\b)([a-z][a-z0-9]*(?:-[a-z0-9]+)*)");

    private FlagNames() {}

    /** A message with flags in it. */
    static String in(String message) {
        return SETTING.matcher(message).replaceAll("--$1");
    }
}
