package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for numbers that are not finite in tensors that come from a file or go into one. */
public final class FiniteTensors {

    private static final int SHOWN = 20;

    private FiniteTensors() {}

    /**
     * {@return what is wrong with some tensors: for each with a NaN or an infinity one problem, {@code DLM-TENSOR-11},
     * up to 20}
     *
     * @param tensors by name
     * @param where the file, for messages
     */
    public static List<Problem> problems(Map<String, Tensor> tensors, String where) {
        List<Problem> problems = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            int at = tensor.type() == DType.FLOAT32 ? firstOther(tensor.floats()) : -1;
            if (at >= 0 && problems.size() < SHOWN) {
                problems.add(new Problem(
                        ErrorId.TENSOR_11,
                        where + ": tensor " + name,
                        "finite numbers",
                        tensor.floats()[at] + " at element " + at,
                        "Take weights of a training that did not diverge; a lower learning rate or clipping helps."));
            }
        });
        return problems;
    }

    /**
     * Refuses tensors with a number that is not finite.
     *
     * @param tensors by name
     * @param where the file, for messages
     * @throws UserException that names them
     */
    public static void require(Map<String, Tensor> tensors, String where) {
        List<Problem> problems = problems(tensors, where);
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private static int firstOther(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }
}
