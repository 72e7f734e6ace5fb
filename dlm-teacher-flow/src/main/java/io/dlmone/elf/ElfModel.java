package io.dlmone.elf;

import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.SamplingDefaults;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Weights;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Conditional ELF at any size, with the parameter names of the official checkpoints; those of its T5 encoder, which is
 * never trained, begin with {@code t5.}.
 */
public final class ElfModel implements TeacherModel {

    /** The stable name of the family. */
    public static final String FAMILY = "elf";

    private static final SamplingDefaults OFFICIAL = new SamplingDefaults("euler", 64, false, 2);

    private static final double OFFICIAL_SCALE = 1;

    private final ElfConfig config;
    private final NoiseSchedule schedule;
    private final double usualGuidance;

    /**
     * The network of these sizes.
     *
     * @param config its sizes
     */
    public ElfModel(ElfConfig config) {
        this(config, OFFICIAL_SCALE);
    }

    /** @param usualGuidance the scale that the network is told unless a caller says another */
    ElfModel(ElfConfig config, double usualGuidance) {
        this.config = config;
        this.usualGuidance = usualGuidance;
        this.schedule = ElfPath.of(config.latents());
    }

    /** {@return its sizes} */
    public ElfConfig sizes() {
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
    public SamplingDefaults sampling() {
        return OFFICIAL;
    }

    @Override
    public boolean selfConditioned() {
        return true;
    }

    @Override
    public boolean guidanceScaled() {
        return true;
    }

    @Override
    public boolean rounds() {
        return false;
    }

    @Override
    public boolean readsByCall() {
        return true;
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
        return Stream.concat(ElfParameters.network(config).stream(), ElfParameters.encoder(config).stream())
                .toList();
    }

    @Override
    public List<String> embeddingParameters() {
        return ElfParameters.encoder(config).stream().map(ParameterSpec::name).toList();
    }

    @Override
    public List<String> frozenParameters() {
        return embeddingParameters();
    }

    /** {@inheritDoc} Nothing is dropped: no official model does. */
    @Override
    public Denoiser bind(Weights weights, Dropout dropout) {
        return new ElfDenoiser(config, schedule, weights, usualGuidance);
    }

    @Override
    public SequenceLayout layout(Tokenizer tokenizer) {
        return new ElfLayout(tokenizer, config.length(), config.sourceLength(), config.filling());
    }
}
