package io.dlmone.elf;

import static io.dlmone.graph.Ops.mul;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.LossInputs;
import io.dlmone.teacher.TeacherLoss;

/**
 * The loss of ELF's training with all that it needs of chance: the shares are the settings', the laws of times, scales
 * and noise the official ones.
 *
 * @param decoderShare share of sequences that decode
 * @param labelDrop share of sequences that lose their source
 * @param selfConditioning share of sequences that see the network's own prediction
 */
record ElfTraining(double decoderShare, double labelDrop, double selfConditioning) implements TeacherLoss {

    private static final ElfLaws LAWS = ElfLaws.OFFICIAL;

    static ElfTraining of(SettingValues v) {
        return new ElfTraining(
                v.get(ElfSettings.DECODER_SHARE), v.get(ElfSettings.LABEL_DROP), v.get(ElfSettings.SELF_CONDITIONING));
    }

    @Override
    public Value of(Denoiser net, LossInputs in) {
        ElfDenoiser elf = (ElfDenoiser) net;
        ElfLoss.Draws draws = new ElfLoss.Draws(
                in.chance("label-drop", labelDrop),
                in.chance("decodes", decoderShare),
                in.chance("self-conditioning", selfConditioning),
                LAWS.time(in.normal("time")),
                LAWS.guidance(in.uniform("guidance")),
                in.noise("noise"),
                LAWS.share(in.normal("share", elf.config().length(), 1)),
                mul(in.noise("decoder-noise"), LAWS.decoderNoise()));
        return ElfLoss.of(elf.config(), elf.weights(), in.ids(), in.target(), draws)
                .losses();
    }
}
