package io.dlmone.elf.official;

import io.dlmone.diffuseq.official.Keys;
import io.dlmone.elf.ElfConfig;
import io.dlmone.elf.ElfConfig.Prefix;
import io.dlmone.elf.T5Config;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sizes of an ELF network, read off the shapes of its weights. */
final class NetworkShapes {

    private static final String REMEDY = "Give a checkpoint of a conditional ELF model.";

    private final String where;
    private final Map<String, Shape> shapes;
    private final List<Problem> problems = new ArrayList<>();

    private NetworkShapes(String where, Map<String, Shape> shapes) {
        this.where = where;
        this.shapes = shapes;
    }

    /**
     * The configuration of a network.
     *
     * @param file the checkpoint, for messages
     * @param shapes of all its tensors
     * @param run what its settings say
     * @param settings where they do, for messages
     * @param encoder its text encoder's
     * @throws UserException if shapes do not go together, or settings contradict them
     */
    static ElfConfig config(Path file, Map<String, Shape> shapes, RunSettings run, Path settings, T5Config encoder) {
        ElfConfig config = new NetworkShapes(file.toString(), shapes).read(run, encoder);
        Keys keys = new Keys(settings, run.sizes());
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("bottleneck_dim", config.bottleneck());
        sizes.put("num_time_tokens", config.prefix().time());
        sizes.put("num_self_cond_cfg_tokens", config.prefix().guidance());
        sizes.put("num_model_mode_tokens", config.prefix().mode());
        sizes.forEach((key, size) -> keys.require(key, size, "The weights say another: give the files of one model."));
        keys.check();
        return config;
    }

    private ElfConfig read(RunSettings run, T5Config encoder) {
        int hidden = dim("proj_kernel", 2, 0);
        int width = dim("proj_kernel", 2, 1);
        int vocabulary = dim("unembed_kernel", 2, 1);
        int bottleneck = dim("text_proj.proj1.weight", 2, 0);
        int headWidth = dim("blocks.0.attn.q_norm.weight", 1, 0);
        int inner = dim("blocks.0.mlp.w3.weight", 2, 1);
        Prefix prefix =
                new Prefix(dim("t_emb_tokens", 3, 1), dim("self_cond_cfg_tokens", 3, 1), dim("mode_tokens", 3, 1));
        if (problems.isEmpty() && (hidden % headWidth != 0 || headWidth % 2 != 0)) {
            report("blocks.0.attn.q_norm.weight", "an even divisor of the width " + hidden, headWidth);
        }
        if (problems.isEmpty() && width != encoder.width()) {
            report("proj_kernel", "latents as wide as the encoder's states, " + encoder.width(), width);
        }
        if (problems.isEmpty() && vocabulary > encoder.vocabulary()) {
            report("unembed_kernel", "at most the encoder's " + encoder.vocabulary() + " tokens", vocabulary);
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        int layers = 0;
        while (shapes.containsKey("blocks." + layers + ".norm1.weight")) {
            layers++;
        }
        return new ElfConfig(
                vocabulary,
                run.length(),
                run.sourceLength(),
                OfficialElf.END,
                hidden,
                Math.max(1, layers),
                hidden / headWidth,
                inner,
                bottleneck,
                prefix,
                run.latents(),
                encoder);
    }

    /** One size of a tensor, at least 1; 1 if it is wrong. */
    private int dim(String tensor, int rank, int axis) {
        Shape shape = shapes.get(tensor);
        if (shape != null && shape.rank() == rank && shape.dim(axis) > 0) {
            return shape.dim(axis);
        }
        report(tensor, rank + " sizes above 0", shape == null ? "no such tensor" : shape);
        return 1;
    }

    private void report(String tensor, String expected, Object found) {
        problems.add(
                new Problem(ErrorId.IMPORT_3, where + ": tensor " + tensor, expected, String.valueOf(found), REMEDY));
    }
}
