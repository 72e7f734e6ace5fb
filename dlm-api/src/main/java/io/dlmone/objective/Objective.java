package io.dlmone.objective;

import io.dlmone.error.Problem;
import io.dlmone.graph.Variable;
import io.dlmone.plugin.Plugin;
import java.util.List;
import java.util.Map;

/** A way to make a student from a teacher, found by {@link java.util.ServiceLoader}. */
public interface Objective extends Plugin {

    /** The stable name, such as {@code sid} or {@code kd}. */
    @Override
    String name();

    /** What the student learns, one sentence for help and reports. */
    @Override
    String description();

    /**
     * {@return the settings that this objective has beside the {@linkplain DistillationSettings#COMMON common} ones}
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * {@return what this objective sets otherwise than the defaults of the settings;
     * {@link DistillationSettings#forObjective} puts the user's values on top}
     *
     * @param settings what the user gave
     */
    default DistillationSettings defaults(DistillationSettings settings) {
        return settings;
    }

    /**
     * {@return what does not fit together in settings that are each in range; empty if {@link #begin} can do with them}
     *
     * @param settings those it would be begun with
     */
    default List<Problem> problems(DistillationSettings settings) {
        return List.of();
    }

    /**
     * {@return whether a student reads its tokens in the call that writes them once it is trained with this objective
     * ({@link io.dlmone.model.Denoiser#fusedLogits}); such an objective is the last of a recipe, and asks for a teacher
     * that {@linkplain io.dlmone.model.TeacherModel#readsByCall reads by a call}}
     */
    default boolean fuses() {
        return false;
    }

    /**
     * Begins to train the context's student with this objective. The student keeps the weights it has.
     *
     * @param context its settings have no {@link #problems}
     * @return the training
     * @throws io.dlmone.error.UserException if a setting does not fit the teacher's network
     */
    Phase begin(DistillationContext context);

    /**
     * Training with one objective. Owns variables of its own (fake score network, optimisers); {@link #close} frees
     * them.
     */
    interface Phase extends AutoCloseable {

        /**
         * One iteration.
         *
         * @param iteration counts from 0 within the phase; all randomness comes from it and the seed
         * @return measurements by name, among them {@code loss}
         */
        Map<String, Double> iterate(long iteration);

        /** {@return the variables that must be kept to continue later, by name, without the student's} */
        Map<String, Variable> state();

        @Override
        void close();
    }
}
