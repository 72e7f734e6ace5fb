package io.dlmone.student;

import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;

/**
 * A student that writes in a few calls: between them its output is noised again, to the times t_i = floor(t_init (1 -
 * i/n)) (SiD-LSG; DLM-One, table 4). It begins at sigma(t_init) z.
 */
public final class FewSteps {

    private FewSteps() {}

    /**
     * {@return the calls as steps of a sampler: each but the last makes alpha(t_{i+1}) e + sigma(t_{i+1}) eps of the
     * output e}
     *
     * @param schedule the teacher's noise schedule
     * @param initialTime t_init
     * @param calls n, from 1 to t_init where times are discrete
     */
    public static List<Sampler.Step> plan(NoiseSchedule schedule, double initialTime, int calls) {
        List<Sampler.Step> plan = new ArrayList<>();
        for (int i = 0; i < calls - 1; i++) {
            double next = time(schedule, initialTime, i + 1, calls);
            plan.add(new Sampler.Step(
                    time(schedule, initialTime, i, calls), schedule.alpha(next), 0, 0, schedule.sigma(next)));
        }
        plan.add(new Sampler.Step(time(schedule, initialTime, calls - 1, calls), 1, 0, 0, 0));
        return plan;
    }

    private static double time(NoiseSchedule schedule, double initialTime, int i, int calls) {
        double clean = schedule.cleanest();
        double time = clean + (initialTime - clean) * (calls - i) / calls;
        return schedule instanceof DiscreteSchedule ? Math.floor(time) : time;
    }
}
