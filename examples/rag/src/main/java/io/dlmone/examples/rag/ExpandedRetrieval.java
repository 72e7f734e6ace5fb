package io.dlmone.examples.rag;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.rag.query.transformer.DefaultQueryTransformer;
import dev.langchain4j.rag.query.transformer.QueryTransformer;
import io.dlmone.builtin.BuiltinData;
import io.dlmone.data.Split;
import io.dlmone.eval.Bootstrap;
import io.dlmone.eval.Interval;
import io.dlmone.langchain4j.DlmQueryTransformer;
import io.dlmone.student.TextGenerator;
import io.dlmone.text.SentencePair;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures what paraphrases of a question are worth to retrieval with LangChain4j. The store has the target sentences
 * of the test split of the built-in task, embedded by the MiniLM that comes with LangChain4j; the source of each is the
 * question, for which its target alone is right. Every other sentence means something else, if often only in a word.
 */
public final class ExpandedRetrieval {

    private static final int WARM_UP = 30;

    private ExpandedRetrieval() {}

    /**
     * Prints recall and times.
     *
     * @param args how many questions, paraphrases of each, and the student; all of the 1,000, 4 and the built-in one if
     *     they are missing
     */
    public static void main(String[] args) {
        int most = args.length > 0 ? Integer.parseInt(args[0]) : Integer.MAX_VALUE;
        int paraphrases = args.length > 1 ? Integer.parseInt(args[1]) : DlmQueryTransformer.DEFAULT_N;
        String student = args.length > 2 ? args[2] : "builtin:paraphrase-student";
        List<SentencePair> pairs = BuiltinData.open("builtin:paraphrase").read(Split.TEST);
        Retrieval retrieval = Retrieval.of(
                pairs.stream().map(SentencePair::target).toList(), new AllMiniLmL6V2QuantizedEmbeddingModel());
        List<SentencePair> asked = pairs.subList(0, Math.min(most, pairs.size()));
        try (TextGenerator generator = TextGenerator.builder(student).threads(1).open()) {
            QueryTransformer expanding = DlmQueryTransformer.builder()
                    .generator(generator)
                    .n(paraphrases)
                    .build();
            List<Search> alone = searches(asked, new DefaultQueryTransformer(), retrieval);
            List<Search> expanded = searches(asked, expanding, retrieval);
            System.out.printf(
                    Locale.ROOT,
                    "%d questions, a store of %d sentences, up to %d paraphrases by %s (%.2f on average)%n%n",
                    asked.size(),
                    pairs.size(),
                    paraphrases,
                    student,
                    expanded.stream().mapToInt(Search::queries).average().orElseThrow() - 1);
            print(alone, expanded);
        }
    }

    /** One search for each, after some that only warm up. */
    private static List<Search> searches(List<SentencePair> pairs, QueryTransformer transformer, Retrieval retrieval) {
        pairs.stream().limit(WARM_UP).forEach(pair -> Search.of(pair, transformer, retrieval));
        return pairs.stream()
                .map(pair -> Search.of(pair, transformer, retrieval))
                .toList();
    }

    private static void print(List<Search> alone, List<Search> expanded) {
        System.out.println("| queries | recall at 1 | recall at 5 | ms a question |");
        System.out.println("|---|---|---|---|");
        System.out.println("| the question | " + recall(alone, 1) + " | " + recall(alone, 5) + " | "
                + median(alone, Search::all) + " |");
        System.out.println("| and paraphrases | " + recall(expanded, 1) + " | " + recall(expanded, 5) + " | "
                + median(expanded, Search::all) + " |");
        System.out.println("| difference | " + gain(alone, expanded, 1) + " | " + gain(alone, expanded, 5) + " | |");
        System.out.println();
        System.out.println("The student takes " + median(expanded, Search::transforming)
                + " ms of it to write them. Times are medians, intervals 95% by bootstrap over the questions.");
    }

    private static String recall(List<Search> searches, int first) {
        return estimate(
                searches.stream().mapToDouble(search -> search.hit(first)).toArray(), "%.3f [%.3f, %.3f]");
    }

    private static String gain(List<Search> alone, List<Search> expanded, int first) {
        return estimate(
                IntStream.range(0, alone.size())
                        .mapToDouble(
                                i -> expanded.get(i).hit(first) - alone.get(i).hit(first))
                        .toArray(),
                "%+.3f [%+.3f, %+.3f]");
    }

    private static String estimate(double[] values, String format) {
        double mean = Arrays.stream(values).average().orElseThrow();
        Interval interval = Bootstrap.DEFAULT.ofMean(values).interval();
        return String.format(Locale.ROOT, format, mean, interval.low(), interval.high());
    }

    private static String median(List<Search> searches, ToDoubleFunction<Search> time) {
        double[] sorted = searches.stream().mapToDouble(time).sorted().toArray();
        return String.format(Locale.ROOT, "%.1f", sorted[sorted.length / 2]);
    }
}
