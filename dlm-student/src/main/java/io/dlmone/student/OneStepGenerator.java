package io.dlmone.student;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
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

    @Override
    public Value generate(Value noise, Value condition, Value target) {
        Value x = where(target, mul(noise, noiseScale * network.schedule().sigma(initialTime)), condition);
        Value t = time(noise.graph(), noise.shape().dim(0));
        return where(target, network.denoise(x, t, target), condition);
    }

    private Value time(Graph graph, int batch) {
        double[] t = new double[batch];
        Arrays.fill(t, initialTime);
        return graph.constant(network.schedule().tensor(t));
    }
}
