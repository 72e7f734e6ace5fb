package io.dlmone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.train.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Recipes of {@code distill} by name, as JSON objects of its flags: {@code qqp}, {@code quasar-t} and {@code wiki-auto}
 * hold the paper's numbers (DLM-One, Table 5), {@code small} what has worked for small models.
 */
final class Presets {

    /** All names. */
    static final List<String> NAMES = List.of("qqp", "quasar-t", "wiki-auto", "small");

    private Presets() {}

    /**
     * The flags of a preset.
     *
     * @throws UserException if there is none of that name
     */
    static Map<String, Object> flags(String name) {
        if (!NAMES.contains(name)) {
            throw new UserException(new Problem(
                    ErrorId.SETTING_2,
                    "--preset",
                    "one of " + String.join(", ", NAMES),
                    "'" + name + "'",
                    DidYouMean.hint(name, NAMES) + "Correct the name."));
        }
        try (InputStream in = Presets.class.getResourceAsStream("presets/" + name + ".json")) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("preset " + name + " is not JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read preset " + name, e);
        }
    }
}
