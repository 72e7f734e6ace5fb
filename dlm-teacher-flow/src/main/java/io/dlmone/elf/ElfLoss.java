package io.dlmone.elf;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;

/**
 * ELF's training loss (official train_step): one call of the network for a batch in which some rows denoise and some
 * decode. Rows that denoise learn the velocity; those of them that see their own prediction learn a guided one, with
 * the scale that the guidance tokens say.
 *
 * @param clean the latents, zeros at sources that are dropped {@code [batch, length, width]}
 * @param noisy what the denoising branch sees
 * @param input what the network sees, with its earlier prediction {@code [batch, length, 2 width]}
 * @param goal the velocity to learn
 * @param prediction clean latents by the network
 * @param velocity what it says with that
 * @param logits of the decoder head {@code [batch, length, vocabulary]}
 * @param crossEntropy of each position {@code [batch, length]}
 * @param squaredError of each position's velocity, mean over the width
 * @param losses of each row {@code [batch]}; their mean is the mean over all positions of the target in the batch
 */
record ElfLoss(
        Value clean,
        Value noisy,
        Value input,
        Value goal,
        Value prediction,
        Value velocity,
        Value logits,
        Value crossEntropy,
        Value squaredError,
        Value losses) {

    /**
     * What one batch needs of chance.
     *
     * @param dropped whether a row loses its source, BOOL {@code [batch, 1, 1]}
     * @param decodes whether it decodes, likewise
     * @param conditioned whether it sees its own prediction, likewise
     * @param t times {@code [batch]}, FLOAT32
     * @param guidance scales {@code [batch]}, FLOAT32
     * @param noise standard normal {@code [batch, length, width]}
     * @param share of the latents in what is decoded, FLOAT32 {@code [batch, length, 1]}
     * @param decoderNoise noise of the rest {@code [batch, length, width]}, with its deviation
     */
    record Draws(
            Value dropped,
            Value decodes,
            Value conditioned,
            Value t,
            Value guidance,
            Value noise,
            Value share,
            Value decoderNoise) {}

    /**
     * Records the loss.
     *
     * @param ids tokens {@code [batch, length]}, INT64
     * @param target BOOL {@code [batch, length, 1]}
     */
    static ElfLoss of(ElfConfig config, Weights weights, Value ids, Value target, Draws draws) {
        ElfNetwork net = new ElfNetwork(config, weights);
        Graph g = ids.graph();
        int batch = ids.shape().dim(0);
        Value zero = g.constant(0);
        Value latents = new ElfLatents(config, weights).of(ids, target, draws.dropped());
        Value x = stopGradient(where(and(draws.dropped(), not(target)), zero, latents));
        Value t = reshape(draws.t(), batch, 1, 1);
        Value noise = mul(draws.noise(), config.latents().noiseScale());
        Value z = where(target, add(mul(x, t), mul(noise, add(neg(t), 1))), x);
        Value gap = max(add(neg(t), 1), config.latents().gap());

        Value denoises = ElfNetwork.all(ids, 0);
        Value blank = where(target, zero, x);
        Value first = stopGradient(predicted(net, z, blank, draws, denoises));
        Value own = where(target, first, x);
        Value second = stopGradient(predicted(net, z, own, draws, denoises));
        Value pull = add(neg(reciprocal(reshape(draws.guidance(), batch, 1, 1))), 1);
        Value guided = mul(div(sub(second, first), gap), pull);
        Value goal = add(div(sub(x, z), gap), where(draws.conditioned(), guided, zero));

        Value decodes = draws.decodes();
        Value mixed = add(mul(x, draws.share()), mul(draws.decoderNoise(), add(neg(draws.share()), 1)));
        Value seen = where(decodes, mixed, z);
        Value previous = where(decodes, zero, where(draws.conditioned(), own, blank));
        Value gate = reshape(cast(decodes, DType.FLOAT32), batch);
        Value time = where(reshape(decodes, batch), g.constant(1), draws.t());
        Value text = net.trunk(seen, previous, time, draws.guidance(), gate).text();
        Value prediction = net.clean(text);
        Value velocity = div(sub(prediction, z), gap);
        Value squaredError = mean(square(sub(velocity, goal)), false, 2);
        Value logits = net.logits(text);
        Value crossEntropy = crossEntropy(logits, ids);

        Value positions = reshape(cast(target, DType.FLOAT32), ids.shape());
        Value each = where(reshape(decodes, batch, 1), crossEntropy, squaredError);
        Value share = div(g.constant(batch), sum(positions));
        Value losses = mul(sum(mul(each, positions), false, 1), share);
        return new ElfLoss(
                x,
                z,
                concat(2, seen, previous),
                goal,
                prediction,
                velocity,
                logits,
                crossEntropy,
                squaredError,
                losses);
    }

    private static Value predicted(ElfNetwork net, Value z, Value previous, Draws draws, Value gate) {
        return net.clean(
                net.trunk(z, previous, draws.t(), draws.guidance(), gate).text());
    }

    private static Value crossEntropy(Value logits, Value ids) {
        int tokens = ids.shape().size();
        Shape rows = Shape.of(tokens, logits.shape().dim(2));
        return reshape(io.dlmone.graph.Ops.crossEntropy(reshape(logits, rows), reshape(ids, tokens)), ids.shape());
    }
}
