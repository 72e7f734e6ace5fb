package io.dlmone.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {

    private static final List<String> NAMES = List.of("paraphrase-teacher", "paraphrase-student", "onnx");

    @Test
    void findsASlip() {
        assertThat(DidYouMean.nearest("paraphrase-studnet", NAMES)).contains("paraphrase-student");
        assertThat(DidYouMean.nearest("Paraphrase_Teacher", NAMES)).contains("paraphrase-teacher");
        assertThat(DidYouMean.nearest("onxn", NAMES)).contains("onnx");
        assertThat(DidYouMean.hint("onn", NAMES)).isEqualTo("Did you mean 'onnx'? ");
    }

    @Test
    void staysSilentWhereNothingIsNear() {
        assertThat(DidYouMean.nearest("torch", NAMES)).isEmpty();
        assertThat(DidYouMean.nearest("", NAMES)).isEmpty();
        assertThat(DidYouMean.nearest("x".repeat(10_000), NAMES)).isEmpty();
        assertThat(DidYouMean.hint("torch", NAMES)).isEmpty();
    }
}
