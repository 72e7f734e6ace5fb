package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reference points on the delexicalised hotel and restaurant sentences of RNNLG, which are not part of the project. */
class DelexicalisedDataTest {

    private static final String VARIABLE = "DLM_SHARED_DATA";

    private Path folder;

    @BeforeEach
    void findData() {
        String data = System.getProperty(VARIABLE, System.getenv(VARIABLE));
        assumeTrue(data != null, "SKIPPED: set " + VARIABLE + " to the folder that holds sf_delex to run this test");
        folder = Path.of(data, "sf_delex");
    }

    @Test
    void humansMakeNoSlotErrorsAndAgreeWithEachOther() throws IOException {
        ReferenceSet test = read("test.jsonl");
        assertThat(SlotErrors.isDelexicalised(test.sources())).isTrue();
        List<String> firsts = new ArrayList<>();
        List<List<String>> others = new ArrayList<>();
        for (int i = 0; i < test.sources().size(); i++) {
            List<String> references = test.references().get(i);
            for (String reference : references) {
                SlotErrors found = SlotErrors.of(test.sources().get(i), reference);
                assertThat(found.missing() + found.invented()).isZero();
            }
            if (references.size() > 1) {
                firsts.add(references.get(0));
                others.add(references.subList(1, references.size()));
            }
        }
        assertThat(CorpusBleu.score(firsts, others))
                .as("one human against the others")
                .isCloseTo(0.559, within(5e-4));
    }

    @Test
    void nearestInputKeepsItsFigures() throws IOException {
        ReferenceSet train = read("train.jsonl");
        ReferenceSet test = read("test.jsonl");
        NearestInput nearest = new NearestInput(
                train.sources(),
                train.references().stream().map(list -> list.get(0)).toList());
        Evaluation evaluation = Evaluator.evaluate(
                test.sources(),
                test.references(),
                nearest.targetsFor(test.sources()),
                EvaluatorOptions.DEFAULT.withSlotErrors(true));
        assertThat(evaluation.n()).isEqualTo(117);
        assertThat(evaluation.corpusBleu()).isCloseTo(0.2934, within(5e-5));
        assertThat(evaluation.slotErrors()).isCloseTo(10.0 / 158, within(1e-12));
    }

    private ReferenceSet read(String name) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> sources = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name))) {
            JsonNode row = mapper.readTree(line);
            sources.add(row.get("src").textValue());
            targets.add(row.get("trg").textValue());
        }
        return ReferenceSet.grouped(sources, targets);
    }
}
