package io.dlmone.spark;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.eval.MinimumBayesRisk;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Request;
import io.dlmone.unicode.WhiteSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Writes the texts of some rows in common network calls. What a row gets follows from its source, its number and the
 * settings.
 *
 * @param generator stays open
 */
record TextWriter(TextGenerator generator, Writing writing, BadRows badRows) {

    /** As in a line that the command line reads: a longer text is no sentence. */
    private static final int LONGEST = 1 << 20;

    /**
     * A row that is to have texts.
     *
     * @param source null: there is none
     * @param key for people, to name it
     * @param number of its noise
     */
    record Source(String source, String key, int number) {

        boolean isBlank() {
            return source == null || WhiteSpace.isAll(source);
        }
    }

    /**
     * What a row gets.
     *
     * @param texts one for each sample; null: none
     * @param reason why a row is bad; null: it is not
     */
    record Outcome(List<String> texts, String reason) {

        static final Outcome NOTHING = new Outcome(null, null);
    }

    /** A writer of this process. */
    static TextWriter open(ShippedModel model, Writing writing, BadRows badRows) {
        return new TextWriter(OpenModels.get(model, writing), writing, badRows);
    }

    /**
     * {@return what each row gets} Rows that the model cannot read whole are counted.
     *
     * @throws UserException for a bad row, if bad rows are to fail
     */
    List<Outcome> write(List<Source> rows) {
        List<Source> full = rows.stream()
                .filter(row -> !row.isBlank() && row.source().length() <= LONGEST)
                .toList();
        List<Outcome> written = writeFull(full);
        List<Outcome> all = new ArrayList<>();
        int next = 0;
        for (Source row : rows) {
            if (row.source() == null) {
                all.add(Outcome.NOTHING);
            } else if (row.isBlank()) {
                all.add(new Outcome(Collections.nCopies(writing.samples(), ""), null));
            } else if (row.source().length() > LONGEST) {
                all.add(bad(row, tooLong(row), null));
            } else {
                all.add(written.get(next++));
            }
        }
        return all;
    }

    /** All together or, if something is refused, one by one to find out what. */
    private List<Outcome> writeFull(List<Source> rows) {
        List<Request> requests =
                rows.stream().flatMap(row -> requests(row).stream()).toList();
        List<Generated> texts;
        try {
            texts = generator.write(requests);
        } catch (UserException refused) {
            if (rows.size() == 1) {
                return List.of(bad(rows.get(0), refused.problems().get(0), null));
            }
            return rows.stream()
                    .flatMap(row -> writeFull(List.of(row)).stream())
                    .toList();
        }
        int each = writing.drawn();
        List<Outcome> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(outcome(rows.get(i), texts.subList(i * each, (i + 1) * each)));
        }
        return all;
    }

    private List<Request> requests(Source row) {
        List<Request> requests = new ArrayList<>();
        for (int k = 0; k < writing.drawn(); k++) {
            requests.add(new Request(row.source(), writing.seed(), row.number(), k));
        }
        return requests;
    }

    private Outcome outcome(Source row, List<Generated> drawn) {
        List<String> texts = new ArrayList<>();
        int among = writing.candidates();
        for (int k = 0; k < writing.samples(); k++) {
            texts.add(MinimumBayesRisk.select(drawn.subList(k * among, (k + 1) * among).stream()
                    .map(Generated::text)
                    .toList()));
        }
        Optional<Problem> problem = BadRowPolicy.problem(row.key(), drawn.get(0).reading());
        return problem.map(p -> bad(row, p, texts)).orElseGet(() -> new Outcome(texts, null));
    }

    private Outcome bad(Source row, Problem problem, List<String> texts) {
        if (writing.policy() == BadRowPolicy.FAIL) {
            throw new UserException(problem);
        }
        badRows.add(new BadRow(row.key(), problem.toString()));
        return new Outcome(writing.policy() == BadRowPolicy.WRITE ? texts : null, problem.toString());
    }

    private static Problem tooLong(Source row) {
        return new Problem(
                ErrorId.TEXT_5,
                "row " + row.key(),
                "a text of at most " + LONGEST + " characters",
                row.source().length() + " characters",
                "Check that each row has one sentence.");
    }
}
