package io.dlmone.diffuseq.family;

import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sizes of the network of the DiffuSeq and FlowSeq families, by {@link DiffuSeqSettings#NETWORK}. */
public final class NetworkDesign {

    private static final int INNER = 4;

    private NetworkDesign() {}

    /**
     * {@return the sizes of a new network}
     *
     * @param v settings, which have no {@link #problems}
     * @param tokens size of the vocabulary
     */
    public static DiffuSeqSizes of(SettingValues v, int tokens) {
        int hidden = v.get(DiffuSeqSettings.HIDDEN);
        int width = v.get(DiffuSeqSettings.WIDTH);
        int length = v.get(DiffuSeqSettings.LENGTH);
        return new DiffuSeqSizes(
                tokens,
                width,
                width,
                length,
                length,
                hidden,
                v.get(DiffuSeqSettings.LAYERS),
                v.get(DiffuSeqSettings.HEADS),
                INNER * hidden);
    }

    /**
     * {@return what does not fit together}
     *
     * @param v settings of a network
     */
    public static List<Problem> problems(SettingValues v) {
        List<Problem> problems = new ArrayList<>();
        if (v.get(DiffuSeqSettings.HIDDEN) % v.get(DiffuSeqSettings.HEADS) != 0) {
            problems.add(DiffuSeqSettings.HEADS.problem(
                    "a divisor of setting hidden " + v.get(DiffuSeqSettings.HIDDEN), v.get(DiffuSeqSettings.HEADS)));
        }
        if (v.get(DiffuSeqSettings.WIDTH) % 2 != 0) {
            problems.add(DiffuSeqSettings.WIDTH.problem("an even number", v.get(DiffuSeqSettings.WIDTH)));
        }
        return problems;
    }

    /**
     * {@return where a network that is there already is not as asked}
     *
     * @param sizes of that network
     * @param asked settings of a network
     * @param source where the network comes from, for messages
     */
    public static List<Problem> misfits(DiffuSeqSizes sizes, SettingValues asked, String source) {
        Map<Setting<Integer>, Integer> own = new LinkedHashMap<>();
        own.put(DiffuSeqSettings.HIDDEN, sizes.hidden());
        own.put(DiffuSeqSettings.LAYERS, sizes.layers());
        own.put(DiffuSeqSettings.HEADS, sizes.heads());
        own.put(DiffuSeqSettings.WIDTH, sizes.width());
        List<Problem> problems = new ArrayList<>();
        own.forEach((setting, is) -> asked.given(setting)
                .filter(value -> !value.equals(is))
                .ifPresent(value -> problems.add(new Problem(
                        ErrorId.INIT_1,
                        "setting " + setting,
                        is + ", as in " + source,
                        String.valueOf(value),
                        "Leave one of the two settings out."))));
        asked.given(DiffuSeqSettings.LENGTH)
                .filter(n -> n > sizes.positions())
                .ifPresent(n -> problems.add(DiffuSeqSettings.LENGTH.problem(
                        "at most the " + sizes.positions() + " positions of " + source, n)));
        return problems;
    }

    /**
     * {@return the sizes in brackets, for a model card}
     *
     * @param sizes of a network
     */
    public static String describe(DiffuSeqSizes sizes) {
        return "(" + sizes.layers() + " layers of width " + sizes.hidden() + ", " + sizes.vocabulary() + " tokens)";
    }
}
