package io.dlmone.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskedDropoutTest {

    private final Graph graph = new Graph("dropout");
    private final Value x = graph.input("x", DType.FLOAT32, 100, 50);

    @Test
    void everyUseHasAMaskOfItsOwnForEveryStep() {
        MaskedDropout dropout = new MaskedDropout(graph, "psi/dropout", 0.1);
        dropout.apply(x);
        dropout.apply(x);
        assertThat(graph.inputs()).containsOnlyKeys("x", "psi/dropout/0", "psi/dropout/1");
        Map<String, Tensor> masks = dropout.masks(1, 5);
        assertThat(masks).containsOnlyKeys("psi/dropout/0", "psi/dropout/1");
        assertThat(masks.get("psi/dropout/0")).isNotEqualTo(masks.get("psi/dropout/1"));
        assertThat(dropout.masks(1, 5)).isEqualTo(masks);
        assertThat(dropout.masks(1, 6).get("psi/dropout/0")).isNotEqualTo(masks.get("psi/dropout/0"));
        assertThat(dropout.masks(2, 5).get("psi/dropout/0")).isNotEqualTo(masks.get("psi/dropout/0"));
    }

    @Test
    void attentionMayHaveARateOfItsOwn() {
        MaskedDropout dropout = new MaskedDropout(graph, "d", 0, 0.4);
        assertThat(dropout.apply(x)).isSameAs(x);
        dropout.ofAttention().apply(x);
        int kept = 0;
        for (boolean keep : dropout.masks(1, 0).get("d/0").booleans()) {
            kept += keep ? 1 : 0;
        }
        assertThat(kept / 5000.0).isCloseTo(0.6, within(0.03));
        assertThat(new MaskedDropout(graph, "e", 0.1, 0).ofAttention()).isSameAs(Dropout.NONE);
    }

    @Test
    void masksKeepTheShareThatIsNotDropped() {
        MaskedDropout dropout = new MaskedDropout(graph, "d", 0.2);
        dropout.apply(x);
        int kept = 0;
        for (boolean keep : dropout.masks(1, 0).get("d/0").booleans()) {
            kept += keep ? 1 : 0;
        }
        assertThat(kept / 5000.0).isCloseTo(0.8, within(0.025));
    }

    @Test
    void rateZeroLeavesTheGraphAsItIs() {
        MaskedDropout dropout = new MaskedDropout(graph, "d", 0);
        assertThat(dropout.apply(x)).isSameAs(x);
        assertThat(dropout.masks(1, 0)).isEmpty();
    }

    @Test
    void dropsNeitherEverythingNorLessThanNothing() {
        for (double rate : new double[] {1, -0.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MaskedDropout(graph, "d", rate))
                    .withMessageContaining("[0, 1)");
        }
    }
}
