package io.dlmone.diffuseq;

import io.dlmone.Plugins;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.text.ShortLength;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A DiffuSeq network and its noise schedule.
 *
 * @param sizes of the network
 * @param steps T of the noise schedule (official: 2000)
 * @param schedule name of the noise schedule (official: sqrt)
 * @param shortLengths lengths in which the teacher writes for short sources, shortest first (official: none)
 */
public record DiffuSeqConfig(DiffuSeqSizes sizes, int steps, String schedule, List<ShortLength> shortLengths) {

    private static final String STEPS = "diffusion_steps";
    private static final int MOST_STEPS = 1_000_000;
    private static final String SCHEDULE = "noise_schedule";
    private static final String SHORT = "short_lengths";

    public DiffuSeqConfig {
        shortLengths = List.copyOf(shortLengths);
    }

    /**
     * A network whose sequences have one length.
     *
     * @param sizes of the network
     * @param steps T of the noise schedule
     * @param schedule name of the noise schedule
     */
    public DiffuSeqConfig(DiffuSeqSizes sizes, int steps, String schedule) {
        this(sizes, steps, schedule, List.of());
    }

    /**
     * A network with the official schedule, sqrt.
     *
     * @param vocabulary number of tokens
     * @param width of an embedding, even
     * @param timeWidth of the embedding of times, even
     * @param length positions of a sequence
     * @param positions of the table of positions, at least {@code length}
     * @param hidden width of the transformer
     * @param layers its blocks
     * @param heads of attention, which divide {@code hidden}
     * @param feedForward width of the feed-forward part
     * @param steps T, times of the noise schedule
     */
    public DiffuSeqConfig(
            int vocabulary,
            int width,
            int timeWidth,
            int length,
            int positions,
            int hidden,
            int layers,
            int heads,
            int feedForward,
            int steps) {
        this(
                new DiffuSeqSizes(vocabulary, width, timeWidth, length, positions, hidden, layers, heads, feedForward),
                steps,
                SqrtSchedule.NAME);
    }

    /**
     * {@return the same network for sequences of another length only, up to its number of positions}
     *
     * @param other the new length
     */
    public DiffuSeqConfig withLength(int other) {
        return new DiffuSeqConfig(sizes.withLength(other), steps, schedule);
    }

    /**
     * {@return BERT-base size, as in the paper}
     *
     * @param vocabulary number of tokens
     */
    public static DiffuSeqConfig base(int vocabulary) {
        return new DiffuSeqConfig(DiffuSeqSizes.base(vocabulary), 2000, SqrtSchedule.NAME);
    }

    /** {@return the names of the schedules that a DiffuSeq model can have: those over whole times} */
    public static List<String> schedules() {
        return Plugins.all(NoiseScheduleProvider.class).stream()
                .filter(provider -> provider.create(2) instanceof DiscreteSchedule)
                .map(NoiseScheduleProvider::name)
                .sorted()
                .toList();
    }

    /** {@return the configuration as JSON values, with Hugging Face's names where there are any} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = sizes.toMap();
        map.put(STEPS, steps);
        map.put(SCHEDULE, schedule);
        if (!shortLengths.isEmpty()) {
            map.put(
                    SHORT,
                    shortLengths.stream()
                            .map(each -> List.of(each.start(), each.length()))
                            .toList());
        }
        return map;
    }

    /**
     * {@return the inverse of {@link #toMap}}
     *
     * @param map what a JSON file holds
     * @throws UserException with every key that is missing, unknown or out of range
     */
    public static DiffuSeqConfig fromMap(Map<String, Object> map) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Object> network = new LinkedHashMap<>(map);
        Object shorter = network.remove(SHORT);
        network.remove(STEPS);
        String schedule = String.valueOf(network.remove(SCHEDULE));
        int steps = DiffuSeqSizes.integer(map, STEPS, MOST_STEPS, problems);
        if (steps == 1) {
            problems.add(DiffuSeqSizes.problem(STEPS, "at least 2", steps));
        }
        try {
            Plugins.schedule(schedule);
            if (!schedules().contains(schedule)) {
                problems.add(DiffuSeqSizes.problem(SCHEDULE, "one of " + schedules(), schedule));
            }
        } catch (UserException e) {
            problems.addAll(e.problems());
        }
        try {
            DiffuSeqSizes sizes = DiffuSeqSizes.fromMap(network);
            List<ShortLength> lengths = shorter == null ? List.of() : lengths(shorter, sizes.length(), problems);
            if (problems.isEmpty()) {
                return new DiffuSeqConfig(sizes, steps, schedule, lengths);
            }
        } catch (UserException e) {
            problems.addAll(0, e.problems());
        }
        throw new UserException(problems);
    }

    /** Pairs of a start and a length, both rising, below the length of the network. */
    private static List<ShortLength> lengths(Object json, int own, List<Problem> problems) {
        List<ShortLength> lengths = new ArrayList<>();
        int start = 0;
        int length = 0;
        for (Object each : json instanceof List<?> list ? list : List.of(json)) {
            if (!(each instanceof List<?> pair
                    && pair.size() == 2
                    && pair.get(0) instanceof Integer s
                    && pair.get(1) instanceof Integer n
                    && s > start
                    && n > length
                    && n >= s + 2
                    && n < own)) {
                problems.add(DiffuSeqSizes.problem(
                        SHORT, "pairs of a start and a length below " + own + ", both rising", each));
                return List.of();
            }
            start = s;
            length = n;
            lengths.add(new ShortLength(s, n));
        }
        return lengths;
    }
}
