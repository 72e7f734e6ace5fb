package io.dlmone.elf;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;

/**
 * Tokens as latents: the states of the T5 encoder, brought to about unit deviation. Sources see themselves only, so
 * their latents do not hang on the target; targets and filling see sources and targets, and nothing sees the filling,
 * which is one token in a target.
 */
final class ElfLatents {

    private final ElfConfig.Latents scale;
    private final long filling;
    private final T5Encoder encoder;

    ElfLatents(ElfConfig config, Weights weights) {
        this.scale = config.latents();
        this.filling = config.filling();
        this.encoder = new T5Encoder(config.encoder(), prefixed(weights));
    }

    private static Weights prefixed(Weights weights) {
        return name -> weights.get(ElfParameters.ENCODER + name);
    }

    /**
     * {@return the latents {@code [batch, length, width]}}
     *
     * @param ids INT64 {@code [batch, length]}
     * @param target BOOL {@code [batch, length, 1]}
     */
    Value of(Value ids, Value target) {
        return encoded(ids, target, isWord(ids, target));
    }

    /**
     * {@return the latents {@code [batch, length, width]}, of targets without their source where it is dropped}
     *
     * @param dropped BOOL {@code [batch, 1, 1]}
     */
    Value of(Value ids, Value target, Value dropped) {
        Value source = not(asKeys(target));
        return encoded(ids, target, and(isWord(ids, target), not(and(dropped, source))));
    }

    /** @param ofTargets the keys that queries of the target see, BOOL {@code [batch, 1, length]} */
    private Value encoded(Value ids, Value target, Value ofTargets) {
        Value states = encoder.encode(ids, where(target, ofTargets, not(asKeys(target))));
        return div(add(states, -scale.mean()), states.graph().constant(scale.deviation()));
    }

    /** Whether a key is not filling, BOOL {@code [batch, 1, length]}. */
    private Value isWord(Value ids, Value target) {
        Graph g = ids.graph();
        Value end = equal(ids, g.constant(Tensor.of(Shape.scalar(), filling)));
        return not(and(asKeys(end), asKeys(target)));
    }

    private static Value asKeys(Value x) {
        int batch = x.shape().dim(0);
        return reshape(x, batch, 1, x.shape().size() / batch);
    }
}
