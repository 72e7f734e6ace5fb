package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.error.UserException;
import io.dlmone.io.Safetensors;
import io.dlmone.student.export.Int8Model;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model whose weights are kept in 8 bits is a model as others are. */
class Int8ModelTest {

    private static final String QUERY = "input_transformers.layer.0.attention.self.query.weight";
    private static final String SCALE = QUERY + "_scale";

    @TempDir
    Path home;

    @ParameterizedTest
    @EnumSource(Role.class)
    void productsAreIn8BitsAndTheRestIsAsItWas(Role role) {
        ModelBundle whole = ModelDirectoryTest.tiny(role);
        ModelBundle rounded = Int8Model.of(whole);
        assertThat(Int8Model.is(whole)).isFalse();
        assertThat(Int8Model.is(rounded)).isTrue();
        assertThat(rounded.generation()).isEqualTo(whole.generation());
        Map<String, Tensor> weights = rounded.weights();
        assertThat(weights.get(QUERY).type()).isEqualTo(DType.INT8);
        assertThat(weights.get(SCALE).shape()).isEqualTo(Shape.of(8, 1));
        whole.weights().forEach((name, tensor) -> {
            boolean product = tensor.shape().rank() == 2 && !name.contains("embedding");
            assertThat(weights.get(name).type()).as(name).isEqualTo(product ? DType.INT8 : DType.FLOAT32);
        });
        assertThat(rounded.floatWeights()).containsOnlyKeys(whole.weights().keySet());
        assertThat(Int8Model.of(rounded).weights()).isEqualTo(weights);
    }

    @Test
    void aDirectoryHoldsIt() {
        ModelBundle rounded = Int8Model.of(ModelDirectoryTest.tiny(Role.STUDENT));
        Path directory = home.resolve("model");
        ModelDirectory.save(directory, rounded);
        assertThat(ModelDirectory.load(directory).weights()).isEqualTo(rounded.weights());
    }

    @Test
    void numbersAndScalesThatDoNotFitAreRefused() {
        assertRefused(Map.of(), "tensor " + SCALE, "FLOAT32 [8, 1] or [1, 8]", "no such tensor");
        assertRefused(Map.of(SCALE, Tensor.zeros(Shape.of(8))), SCALE, "FLOAT32 [8, 1] or [1, 8]", "[8]");
        assertRefused(Map.of(SCALE, Tensor.zeros(Shape.of(8, 1))), SCALE, "numbers above 0", "0.0");
        byte[] numbers = new byte[64];
        numbers[3] = -65;
        Tensor scales = Tensor.of(Shape.of(8, 1), 1f, 1, 1, 1, 1, 1, 1, 1);
        assertRefused(
                Map.of(QUERY, Tensor.of(Shape.of(8, 8), numbers), SCALE, scales),
                "tensor " + QUERY,
                "whole numbers from -64 to 64",
                "65 in magnitude");
    }

    private void assertRefused(Map<String, Tensor> instead, String... said) {
        ModelBundle rounded = Int8Model.of(ModelDirectoryTest.tiny(Role.STUDENT));
        Path directory = home.resolve("refused" + instead.hashCode());
        ModelDirectory.save(directory, rounded);
        Map<String, Tensor> damaged = new LinkedHashMap<>(rounded.weights());
        damaged.remove(SCALE);
        damaged.putAll(instead);
        new Safetensors(damaged, Map.of()).write(directory.resolve("model.safetensors"));
        assertThatThrownBy(() -> ModelDirectory.load(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("[DLM-MODEL-7]")
                .satisfies(e -> assertThat(e.getMessage()).contains(said));
    }
}
