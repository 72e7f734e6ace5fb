package io.dlmone.elf;

import io.dlmone.contract.TeacherFamilyContract;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.teacher.TrainableFamily;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

class ElfFamilyTest extends TeacherFamilyContract {

    private static final Map<String, String> NETWORK = Map.of(
            "hidden", "8",
            "layers", "1",
            "heads", "2",
            "width", "4",
            "length", "12",
            "bottleneck", "4",
            "encoder-layers", "1");

    @Override
    protected TrainableFamily plugin() {
        return new ElfFamily();
    }

    @Override
    protected Map<String, String> network() {
        return NETWORK;
    }

    @Override
    protected Map<String, String> training() {
        return Map.of("steps", "40", "batch", "4", "lr", "0.02", "warmup", "1", "ema", "0.5");
    }

    /** The encoder is frozen. */
    @Override
    protected Set<String> still() {
        return ElfParameters.encoder(ElfGoldenContract.TINY).stream()
                .map(ParameterSpec::name)
                .collect(Collectors.toSet());
    }
}
