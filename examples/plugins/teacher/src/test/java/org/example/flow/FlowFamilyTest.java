package org.example.flow;

import io.dlmone.contract.TeacherFamilyContract;
import io.dlmone.teacher.TrainableFamily;
import java.util.Map;
import java.util.Set;

class FlowFamilyTest extends TeacherFamilyContract {

    @Override
    protected TrainableFamily plugin() {
        return new FlowFamily();
    }

    @Override
    protected Map<String, String> network() {
        return Map.of("width", "4", "hidden", "8", "length", "12");
    }

    @Override
    protected Map<String, String> training() {
        return Map.of("steps", "40", "batch", "4", "lr", "0.01", "warmup", "0");
    }

    @Override
    protected Set<String> still() {
        return Set.of("block.attention.self.key.bias");
    }
}
