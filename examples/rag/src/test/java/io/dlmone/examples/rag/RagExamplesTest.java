package io.dlmone.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RagExamplesTest {

    private static final Pattern RECALL = Pattern.compile("(\\d\\.\\d{3}) \\[");

    private static String run(Runnable main) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            main.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void recallIsMeasuredWithAndWithoutParaphrases() {
        List<String> lines = run(() -> ExpandedRetrieval.main(new String[] {"40", "2"}))
                .lines()
                .toList();
        assertThat(lines.get(0))
                .startsWith(
                        "40 questions, a store of 1000 sentences, up to 2 paraphrases by builtin:paraphrase-student");
        for (String row : List.of(lines.get(4), lines.get(5))) {
            Matcher recall = RECALL.matcher(row);
            assertThat(recall.find()).as(row).isTrue();
            double atOne = Double.parseDouble(recall.group(1));
            assertThat(recall.find()).as(row).isTrue();
            double atFive = Double.parseDouble(recall.group(1));
            // the embeddings know most of the meaning: far from chance, which is 1 in 1,000
            assertThat(atOne).isGreaterThan(0.3);
            assertThat(atFive).isGreaterThanOrEqualTo(atOne);
        }
        assertThat(lines.get(6)).startsWith("| difference | ");
    }

    @Test
    void theSpringPromptHasTheQuestionAndWhatWasFoundForIt() {
        assertThat(run(() -> SpringRetrieval.main(new String[0])))
                .contains("Can my parrot travel with me by taxi?", "parrots may travel by taxi in a cage")
                .doesNotContain("tomatoes");
    }
}
