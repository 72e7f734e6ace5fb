package io.dlmone.diffuseq;

import io.dlmone.Plugins;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.ParameterSpec.Init;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.Shape;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The DiffuSeq architecture (Gong et al. 2023) at any size, with the parameter names of the official checkpoints. The
 * output matrix of the logits is the embedding table.
 */
public final class DiffuSeqModel implements TeacherModel {

    /** The stable name of the family. */
    public static final String FAMILY = "diffuseq";

    static final String EMBEDDING = "word_embedding.weight";
    static final String POSITIONS = "position_embeddings.weight";

    private final DiffuSeqConfig config;
    private final NoiseSchedule schedule;

    /**
     * The network of these sizes.
     *
     * @param config its sizes
     */
    public DiffuSeqModel(DiffuSeqConfig config) {
        this.config = config;
        this.schedule = Plugins.schedule(config.schedule()).create(config.steps());
    }

    /** {@return its sizes} */
    public DiffuSeqConfig sizes() {
        return config;
    }

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> config() {
        return config.toMap();
    }

    @Override
    public NoiseSchedule schedule() {
        return schedule;
    }

    @Override
    public int length() {
        return config.length();
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    @Override
    public List<ParameterSpec> parameters() {
        int h = config.hidden();
        int time = 4 * config.timeWidth();
        List<ParameterSpec> all = new ArrayList<>();
        all.add(new ParameterSpec(EMBEDDING, Shape.of(config.vocabulary(), config.width()), new Init.Normal(1)));
        all.add(new ParameterSpec(
                "lm_head.bias", Shape.of(config.vocabulary()), new Init.Uniform(1 / Math.sqrt(config.width()))));
        all.addAll(Layers.linearSpec("time_embed.0", config.timeWidth(), time));
        all.addAll(Layers.linearSpec("time_embed.2", time, h));
        all.addAll(Layers.linearSpec("input_up_proj.0", config.width(), h));
        all.addAll(Layers.linearSpec("input_up_proj.2", h, h));
        all.add(new ParameterSpec(POSITIONS, Shape.of(config.positions(), h), new Init.Normal(1)));
        all.addAll(Layers.layerNormSpec("LayerNorm", h));
        for (int i = 0; i < config.layers(); i++) {
            all.addAll(BertLayer.spec("input_transformers.layer." + i, h, config.feedForward()));
        }
        all.addAll(Layers.linearSpec("output_down_proj.0", h, h));
        all.addAll(Layers.linearSpec("output_down_proj.2", h, config.width()));
        return all;
    }

    @Override
    public List<String> embeddingParameters() {
        return List.of(EMBEDDING, "lm_head.bias");
    }

    @Override
    public Denoiser bind(Weights weights, Dropout dropout) {
        return new DiffuSeqNetwork(config, schedule, weights, dropout);
    }

    @Override
    public SequenceLayout layout(Tokenizer tokenizer) {
        return new DiffuSeqLayout(tokenizer, config.length());
    }
}
