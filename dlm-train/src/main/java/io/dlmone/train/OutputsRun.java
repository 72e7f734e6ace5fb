package io.dlmone.train;

import io.dlmone.eval.BertScore;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Evaluator;
import io.dlmone.eval.EvaluatorOptions;
import io.dlmone.eval.MeaningJudge;
import io.dlmone.eval.MinimumBayesRisk;
import io.dlmone.eval.OutputSet;
import io.dlmone.eval.SlotErrors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates sentences in files that an official sampling script, or {@code evaluate --output}, wrote; no network is
 * called.
 */
public final class OutputsRun {

    private final List<Path> files;
    private final boolean choose;
    private final boolean allReferences;
    private final Optional<BertScore> bertScore;

    /**
     * Prepares the evaluation.
     *
     * @param files one for each seed, the same sources in the same lines
     * @param choose also evaluate the choice among the files by minimum Bayes risk
     * @param allReferences take the references of all lines with the same source
     * @param bertScore measures BERTScore too; stays the caller's
     */
    public OutputsRun(List<Path> files, boolean choose, boolean allReferences, Optional<BertScore> bertScore) {
        new Checks()
                .require(!choose || files.size() > 1, "mbr", "at least two files to choose among", "one")
                .refuse();
        this.files = List.copyOf(files);
        this.choose = choose;
        this.allReferences = allReferences;
        this.bertScore = bertScore;
    }

    /**
     * Scores: the files as samples, then the choice among them.
     *
     * @return the results
     * @throws io.dlmone.error.UserException with every problem of the files
     */
    public List<SystemResult> run() {
        OutputSet read = OutputSet.read(files);
        OutputSet set = allReferences ? read.withAllReferences() : read;
        Optional<MeaningJudge> judge = DataSet.judgeOf(set.sources());
        EvaluatorOptions measures = EvaluatorOptions.DEFAULT
                .withSlotErrors(SlotErrors.isDelexicalised(set.sources()))
                .withTokenErrors(judge.isEmpty())
                .withJudge(judge)
                .withBertScore(bertScore);
        String name = files.size() == 1 ? files.get(0).toString() : files.size() + " files, each";
        List<SystemResult> results = new ArrayList<>();
        results.add(evaluate(name, set, set.samples(), measures));
        if (choose) {
            List<List<String>> chosen = MinimumBayesRisk.selectAll(set.samples());
            results.add(evaluate("MBR-" + files.size(), set, chosen, measures));
        }
        return results;
    }

    private SystemResult evaluate(String name, OutputSet set, List<List<String>> samples, EvaluatorOptions measures) {
        Evaluation evaluation = Evaluator.evaluate(set.sources(), set.references(), samples, measures);
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("outputs", files.stream().map(Path::toString).toList());
        about.put("allReferences", allReferences);
        return new SystemResult(name, about, evaluation, set.sources(), samples);
    }
}
