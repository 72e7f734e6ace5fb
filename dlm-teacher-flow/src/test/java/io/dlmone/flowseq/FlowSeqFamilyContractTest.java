package io.dlmone.flowseq;

import io.dlmone.contract.TeacherFamilyContract;
import io.dlmone.teacher.TrainableFamily;
import java.util.Map;
import java.util.Set;

class FlowSeqFamilyContractTest extends TeacherFamilyContract {

    @Override
    protected TrainableFamily plugin() {
        return new FlowSeqFamily();
    }

    @Override
    protected Map<String, String> network() {
        return Map.of("hidden", "8", "layers", "1", "heads", "2", "width", "4", "length", "12");
    }

    @Override
    protected Map<String, String> training() {
        return Map.of("steps", "40", "batch", "4", "lr", "0.01", "warmup", "0");
    }

    @Override
    protected Set<String> still() {
        return Set.of("input_transformers.layer.0.attention.self.key.bias");
    }
}
