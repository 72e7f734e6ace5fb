package io.dlmone.diffuseq;

import io.dlmone.Plugins;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Weights;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.ShortLength;
import io.dlmone.text.Tokenizer;
import java.util.List;
import java.util.Map;

/**
 * The DiffuSeq architecture (Gong et al. 2023) at any size, with the parameter names of the official checkpoints. The
 * output matrix of the logits is the embedding table.
 */
public final class DiffuSeqModel implements TeacherModel {

    /** The stable name of the family. */
    public static final String FAMILY = "diffuseq";

    private final DiffuSeqConfig config;
    private final NoiseSchedule schedule;

    /**
     * The network of these sizes.
     *
     * @param config its sizes and its schedule
     */
    public DiffuSeqModel(DiffuSeqConfig config) {
        this.config = config;
        this.schedule = Plugins.schedule(config.schedule()).create(config.steps());
    }

    /** {@return the sizes of its network} */
    public DiffuSeqSizes sizes() {
        return config.sizes();
    }

    /**
     * {@return the same model for sequences of another length only, up to its number of positions}
     *
     * @param length the new one
     */
    @Override
    public DiffuSeqModel withLength(int length) {
        return new DiffuSeqModel(config.withLength(length));
    }

    /**
     * {@return the same model, which writes for short sources in shorter sequences}
     *
     * @param lengths shortest first
     */
    public DiffuSeqModel withShortLengths(List<ShortLength> lengths) {
        return new DiffuSeqModel(new DiffuSeqConfig(config.sizes(), config.steps(), config.schedule(), lengths));
    }

    @Override
    public List<ShortLength> shortLengths() {
        return config.shortLengths();
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
        return config.sizes().length();
    }

    @Override
    public int width() {
        return config.sizes().width();
    }

    @Override
    public int vocabulary() {
        return config.sizes().vocabulary();
    }

    @Override
    public List<ParameterSpec> parameters() {
        return config.sizes().parameters();
    }

    @Override
    public List<String> embeddingParameters() {
        return List.of(DiffuSeqTransformer.EMBEDDING, DiffuSeqTransformer.LOGITS_BIAS);
    }

    @Override
    public Denoiser bind(Weights weights, Dropout dropout) {
        return new DiffuSeqNetwork(config, schedule, weights, dropout);
    }

    @Override
    public SequenceLayout layout(Tokenizer tokenizer) {
        return new DiffuSeqLayout(tokenizer, length());
    }
}
