package io.dlmone.train.data;

import io.dlmone.error.Problem;
import io.dlmone.train.TrainingCost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a data directory holds, what is wrong with it and what to begin with.
 *
 * @param vocabulary whose tokens are counted, for people
 * @param tokens how many it has
 * @param parts those that there are
 * @param pairs tokens of a source and its target together, over all parts
 * @param marks positions of a sequence beside these
 * @param length positions that {@link Finding.Kind#CUT} is about
 * @param findings what should be known
 * @param advice empty if there is no training row
 * @param cost empty if it was not measured
 * @param slower a larger starting point that suits the data and would take too long here: its name, and seconds by its
 *     size
 */
public record DataReport(
        String vocabulary,
        int tokens,
        List<DataPart> parts,
        TokenLengths pairs,
        int marks,
        int length,
        List<Finding> findings,
        Optional<Advice> advice,
        Optional<TrainingCost> cost,
        Map<String, Double> slower) {

    private static final int[] LENGTHS = {16, 32, 48, 64, 96, 128, 192, 256};

    public DataReport {
        parts = List.copyOf(parts);
        findings = List.copyOf(findings);
        slower = Map.copyOf(slower);
    }

    /** {@return everything that keeps the files from being read, for which a training refuses them} */
    public List<Problem> problems() {
        return parts.stream().flatMap(part -> part.problems().stream()).toList();
    }

    /**
     * {@return which share of the pairs is cut}
     *
     * @param positions of a sequence
     */
    public double cut(int positions) {
        return pairs.above(positions - marks);
    }

    /** {@return for people; the problems, which have their own form, are left out} */
    public String text() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT, "%-6s %9s %9s  %-26s %s\n", "part", "rows", "sources", "source tokens", "target tokens"));
        for (DataPart part : parts) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-6s %,9d %,9d  %-26s %s\n",
                    part.split().id(),
                    part.rows(),
                    part.distinctSources(),
                    four(part.source()),
                    four(part.target())));
        }
        out.append("Tokens: median, 95%, 99%, longest, of ")
                .append(vocabulary)
                .append(String.format(Locale.ROOT, " (%,d)\n", tokens));
        out.append("Pairs that are cut, by length:");
        for (int each : LENGTHS) {
            out.append(String.format(Locale.ROOT, "  %d %.1f%%", each, 100 * cut(each)));
        }
        out.append("\n\n");
        for (Finding finding : findings) {
            out.append(String.format(
                    Locale.ROOT,
                    "%s: %,d %s%s\n",
                    finding.split().id(),
                    finding.count(),
                    finding.kind().text(),
                    finding.kind() == Finding.Kind.CUT ? ", " + length : ""));
            finding.examples()
                    .forEach(example -> out.append("    ").append(example).append('\n'));
        }
        advice.ifPresent(a -> out.append(findings.isEmpty() ? "" : "\n")
                .append("To begin with, by rules of thumb:\n")
                .append(a.text())
                .append('\n'));
        cost.ifPresent(c -> out.append("cost        ").append(c.text()).append('\n'));
        slower.forEach((preset, seconds) -> out.append("            preset ")
                .append(preset)
                .append(" suits so much data, but should take ")
                .append(TrainingCost.time(seconds))
                .append(" here\n"));
        return out.toString();
    }

    private static String four(TokenLengths lengths) {
        return lengths.quantile(0.5) + ", " + lengths.quantile(0.95) + ", " + lengths.quantile(0.99) + ", "
                + lengths.longest();
    }

    /** {@return all of it, to be written as JSON} */
    public Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("vocabulary", vocabulary);
        all.put("tokens", tokens);
        all.put("parts", parts.stream().map(DataPart::toJson).toList());
        all.put("pairTokens", pairs.toJson());
        all.put("marks", marks);
        all.put("length", length);
        all.put("cut", cut(length));
        all.put("findings", findings.stream().map(Finding::toJson).toList());
        all.put("problems", problems().stream().map(DataReport::json).toList());
        advice.ifPresent(a -> all.put("advice", a.toJson()));
        cost.ifPresent(c -> all.put("cost", c.toJson()));
        all.put("slower", slower);
        return all;
    }

    private static Map<String, Object> json(Problem problem) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", problem.id());
        all.put("where", problem.where());
        all.put("expected", problem.expected());
        all.put("found", problem.found());
        all.put("remedy", problem.remedy());
        return all;
    }
}
