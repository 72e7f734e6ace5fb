package io.dlmone.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The text that lies beside a model: what it is, how it was made, how good it is. */
final class ModelCard {

    private ModelCard() {}

    /**
     * A card in Markdown.
     *
     * @param title what the model is, in one line
     * @param verb the command that made it
     * @param config its options by the names of the settings
     * @param provenance versions and data
     * @param scores validation scores of the weights kept; may be empty
     * @param model where the model lies, for the example
     */
    static String of(
            String title,
            String verb,
            Map<String, Object> config,
            Map<String, Object> provenance,
            Map<String, Double> scores,
            Path model) {
        StringBuilder card = new StringBuilder("# " + model.getFileName() + "\n\n" + title + "\n\n");
        card.append("    TextGenerator.open(\"").append(model.getFileName()).append("\").generate(sources)\n\n");
        command(card, "Recipe", verb, config);
        if (!scores.isEmpty()) {
            Map<String, Object> rounded = new LinkedHashMap<>();
            scores.forEach((name, value) -> rounded.put(name, String.format(Locale.ROOT, "%.4f", value)));
            card.append("## Validation\n\n");
            table(card, "measure", rounded);
        }
        card.append("## Provenance\n\n");
        table(card, "what", provenance);
        return card.toString();
    }

    /** A part to be added to a card: what another command did with the model. */
    static String more(String title, String verb, Map<String, Object> config, Map<String, Object> provenance) {
        StringBuilder card = new StringBuilder();
        command(card, title, verb, config);
        table(card, "what", provenance);
        return card.toString();
    }

    private static void command(StringBuilder card, String title, String verb, Map<String, Object> config) {
        card.append("## ").append(title).append("\n\n`dlm ").append(verb).append("` with\n\n");
        table(card, "option", config);
    }

    private static void table(StringBuilder card, String heading, Map<String, Object> rows) {
        card.append("| ").append(heading).append(" | value |\n|---|---|\n");
        rows.forEach((name, value) -> card.append("| ")
                .append(name)
                .append(" | ")
                .append(String.valueOf(value).replace("|", "\\|"))
                .append(" |\n"));
        card.append('\n');
    }
}
