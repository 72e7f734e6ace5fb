package io.dlmone.train.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link DemoResult} for the terminal. */
public final class DemoText {

    /** Sources shown with what the systems wrote. */
    static final int SHOWN = 6;

    private static final int WIDTH = 110;

    private DemoText() {}

    /**
     * {@return the table, what must be known to read it, sentences, and where everything lies}
     *
     * @param result what the demo found
     */
    public static String of(DemoResult result) {
        StringBuilder out = new StringBuilder("\n");
        out.append(DemoTable.text(result)).append('\n');
        DemoTable.notes(result).forEach(note -> out.append(wrapped(note)).append('\n'));
        for (Written w : written(result)) {
            out.append("\nsource   ").append(w.source()).append('\n');
            out.append("teacher  ").append(w.teacher()).append('\n');
            out.append("student  ").append(w.student()).append('\n');
        }
        out.append(String.format(
                Locale.ROOT, "\nDone in %d min %d s.\n", (int) result.seconds() / 60, (int) result.seconds() % 60));
        out.append("As a page with plots:  ").append(result.options().page()).append('\n');
        out.append("The student:           ").append(result.options().student()).append('\n');
        out.append("Write with it:         ").append(command(result)).append('\n');
        return out.toString();
    }

    /** Lines of at most {@value #WIDTH} characters, broken at spaces. */
    private static String wrapped(String text) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            boolean full = column + 1 + word.length() > WIDTH;
            out.append(column == 0 ? "" : full ? "\n" : " ").append(word);
            column = full ? word.length() : column + 1 + word.length();
        }
        return out.toString();
    }

    /** How to use the student. */
    static String command(DemoResult result) {
        return result.options().command() + " " + result.options().student();
    }

    /** What teacher and student wrote for a source. */
    record Written(String source, String teacher, String student) {}

    /** The first sources of those that the teacher wrote for, with each one's first sample. */
    static List<Written> written(DemoResult result) {
        List<String> sources = result.teacher().sources();
        List<Written> all = new ArrayList<>();
        for (int i = 0; i < Math.min(SHOWN, sources.size()); i++) {
            all.add(new Written(
                    sources.get(i),
                    result.teacher().texts().get(i).get(0),
                    result.studentOnTeachersSources().texts().get(i).get(0)));
        }
        return all;
    }
}
