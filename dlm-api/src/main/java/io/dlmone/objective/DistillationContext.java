package io.dlmone.objective;

import io.dlmone.backend.Backend;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Parameters;
import io.dlmone.text.Examples;

/**
 * What every objective works on.
 *
 * @param backend where everything runs; it is not closed
 * @param model the teacher's network, and the student's
 * @param teacher the frozen teacher's parameters
 * @param student the student's parameters; its embedding table is the teacher's
 * @param average the moving average of the student's parameters
 * @param examples training pairs
 * @param settings numbers of the recipe
 */
public record DistillationContext(
        Backend backend,
        TeacherModel model,
        Parameters teacher,
        Parameters student,
        Parameters average,
        Examples examples,
        DistillationSettings settings) {}
