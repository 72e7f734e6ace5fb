package io.dlmone.student;

import static io.dlmone.graph.Ops.*;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.Generator;
import java.util.Arrays;

/**
 * DLM-One's generator (section 3): the teacher's network, given sigma(t_init) z on target positions, the clean
 * condition elsewhere and the time t_init, predicts the clean embeddings in one call; the true condition is put back.
 *
 * @param network the student's
 * @param initialTime t_init
 * @param noiseScale factor of sigma(t_init) z; 1 in the paper
 */
public record OneStepGenerator(Denoiser network, double initialTime, double noiseScale) implements Generator {

    /**
     * Writes as a student's configuration says.
     *
     * @param network the student's
     * @param generation how it writes
     */
    public OneStepGenerator(Denoiser network, GenerationConfig generation) {
        this(network, generation.initialTime(), generation.noiseScale());
    }

    @Override
    public Value generate(Value noise, Value condition, Value target) {
        return where(target, network.denoise(input(noise, condition, target)), condition);
    }

    /**
     * {@return the logits of all tokens {@code [batch, length, vocabulary]}, those off the target without meaning}
     *
     * @param noise standard normal {@code [batch, length, width]}
     * @param condition embeddings of the source, true at condition positions {@code [batch, length, width]}
     * @param target BOOL {@code [batch, length, 1]}, true where text is to be written
     * @param fused whether they are read within the call that generates, and not off what it generates
     */
    public Value logits(Value noise, Value condition, Value target, boolean fused) {
        return fused
                ? network.fusedLogits(input(noise, condition, target))
                : network.logits(generate(noise, condition, target));
    }

    private DenoiserInput input(Value noise, Value condition, Value target) {
        Value x = where(target, mul(noise, noiseScale * network.schedule().sigma(initialTime)), condition);
        return DenoiserInput.of(x, time(noise.graph(), noise.shape().dim(0)), target);
    }

    private Value time(Graph graph, int batch) {
        double[] t = new double[batch];
        Arrays.fill(t, initialTime);
        return graph.constant(network.schedule().tensor(t));
    }
}
