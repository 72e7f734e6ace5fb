package io.dlmone.diffuseq;

import io.dlmone.model.TeacherFamily;
import io.dlmone.model.TeacherModel;
import java.util.Map;

/** DiffuSeq: text diffusion in word-embedding space with partial noising (Gong et al. 2023, arXiv 2210.08933). */
public final class DiffuSeqFamily implements TeacherFamily {

    static final String NAME = "diffuseq";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "DiffuSeq: a BERT encoder over source and target side by side, of which the target is noised.";
    }

    @Override
    public TeacherModel create(Map<String, Object> config) {
        return new DiffuSeqModel(DiffuSeqConfig.fromMap(config));
    }
}
