package io.dlmone.train.compare;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.train.SystemSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The ways in which a teacher writes beside its students: few calls, in which it can be evaluated in minutes. */
final class TeacherRows {

    /** Calls of corrected DDIM, which walks every path, most first. */
    private static final List<Integer> CALLS = List.of(20, 5, 1);

    /** The most calls with the sampler that a teacher is saved with, which may take thousands. */
    private static final int MOST = 100;

    private TeacherRows() {}

    /**
     * Corrected DDIM in a few numbers of calls, rounded and guided as the teacher is saved, and once without rounding.
     * No way twice: where the teacher does not round, or has fewer times than calls are asked for, there are fewer. A
     * student that is taken for a teacher has its own way alone.
     */
    static List<SystemSpec> ddim(String location, ModelBundle teacher) {
        if (teacher.role() == Role.STUDENT) {
            return List.of(SystemSpec.asSaved(location));
        }
        List<SystemSpec> rows = new ArrayList<>();
        for (int calls : CALLS) {
            int made = Math.min(calls, teacher.architecture().schedule().maxCalls());
            rows.add(row(location, Optional.of("ddim"), made, Optional.empty()));
            if (calls == CALLS.get(0) && !teacher.generation().rounding().equals(RoundingTimes.NEVER)) {
                rows.add(row(location, Optional.of("ddim"), made, Optional.of(RoundingTimes.NEVER)));
            }
        }
        return rows.stream().distinct().toList();
    }

    /**
     * The sampler that the teacher is saved with, in as many calls but at most {@value #MOST}, and then {@link #ddim}.
     */
    static List<SystemSpec> withItsOwn(String location, ModelBundle teacher) {
        if (teacher.role() == Role.STUDENT) {
            return ddim(location, teacher);
        }
        GenerationConfig saved = teacher.generation();
        List<SystemSpec> rows = new ArrayList<>(
                List.of(row(location, Optional.of(saved.sampler()), Math.min(saved.steps(), MOST), Optional.empty())));
        rows.addAll(ddim(location, teacher));
        return rows.stream().distinct().toList();
    }

    private static SystemSpec row(
            String location, Optional<String> sampler, int calls, Optional<RoundingTimes> rounding) {
        return new SystemSpec(
                location,
                sampler,
                OptionalInt.of(calls),
                rounding,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }
}
