package io.dlmone.backend.djl;

import java.util.Locale;

/** Source text for PyTorch, whose numbers have the digits 0 to 9 whatever the locale. */
final class Expression {

    private Expression() {}

    /** A format with its arguments, as {@link String#format}. */
    static String of(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
