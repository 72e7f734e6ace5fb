package io.dlmone.train.bench;

import io.dlmone.backend.Backend;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network that is measured, with random weights.
 *
 * @param family its family
 * @param model its architecture
 */
public record BenchModel(TrainableFamily family, TeacherModel model) {

    private static final int SEED = 1;

    /** {@return random weights, always the same, by name} */
    public Map<String, Tensor> weights() {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(SEED)));
        return weights;
    }

    /** Sequences whose second half is target, with tokens that spread over the vocabulary. */
    Examples examples() {
        return index -> {
            long[] ids = new long[model.length()];
            Arrays.setAll(ids, i -> (index * 7919 + i * 104729L) % model.vocabulary());
            return new SequenceLayout.Encoded(ids, model.length() / 2);
        };
    }

    /** A training without dropout, warm-up or clipping. */
    TeacherTraining training(Backend backend, int batch) {
        Map<String, String> settings = Map.of(
                "batch", String.valueOf(batch),
                "steps", "1000000",
                "lr", "1e-4",
                "warmup", "0",
                "dropout", "0",
                "clip", "0");
        return family.begin(backend, model, known(family.trainingSettings(), settings), SEED, examples(), Map.of());
    }

    /** The values of the settings that there are. */
    static SettingValues known(List<Setting<?>> settings, Map<String, String> texts) {
        Map<String, String> known = new TreeMap<>(texts);
        known.keySet().retainAll(settings.stream().map(Setting::name).toList());
        return SettingValues.parse(settings, known);
    }
}
