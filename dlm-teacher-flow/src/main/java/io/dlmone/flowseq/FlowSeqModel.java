package io.dlmone.flowseq;

import io.dlmone.diffuseq.DiffuSeqLayout;
import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.diffuseq.DiffuSeqTransformer;
import io.dlmone.model.Denoiser;
import io.dlmone.model.LinearPath;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Weights;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.List;
import java.util.Map;

/**
 * The FlowSeq architecture at any size: DiffuSeq's network, layout and parameter names, and the straight path of flow
 * matching from standard normal noise at time 0 to embeddings at time 1.
 *
 * @param sizes of the network
 */
public record FlowSeqModel(DiffuSeqSizes sizes) implements TeacherModel {

    /** The stable name of the family. */
    public static final String FAMILY = "flowseq";

    static final LinearPath PATH = new LinearPath(1);

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> config() {
        return sizes.toMap();
    }

    @Override
    public LinearPath schedule() {
        return PATH;
    }

    @Override
    public int length() {
        return sizes.length();
    }

    @Override
    public int width() {
        return sizes.width();
    }

    @Override
    public int vocabulary() {
        return sizes.vocabulary();
    }

    @Override
    public List<ParameterSpec> parameters() {
        return sizes.parameters();
    }

    @Override
    public List<String> embeddingParameters() {
        return List.of(DiffuSeqTransformer.EMBEDDING, DiffuSeqTransformer.LOGITS_BIAS);
    }

    @Override
    public Denoiser bind(Weights weights, Dropout dropout) {
        return network(weights, dropout);
    }

    FlowSeqNetwork network(Weights weights, Dropout dropout) {
        return new FlowSeqNetwork(PATH, sizes, weights, dropout);
    }

    @Override
    public SequenceLayout layout(Tokenizer tokenizer) {
        return new DiffuSeqLayout(tokenizer, length());
    }
}
