package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Compares the tensors of a file from outside with those that a network needs. */
public final class WantedTensors {

    private static final int SHOWN = 20;

    private WantedTensors() {}

    /**
     * Refuses a file whose floats are not those that are wanted. Tensors of other types are no weights: positions,
     * counters, masks; they may stand in the file.
     *
     * @param file an open file
     * @param prefix what stands before all names in it
     * @param wanted shapes by name
     * @param unneeded whether another tensor of a name may stand in the file as well
     * @param where the file, for messages
     * @param network whose tensors they are, such as {@code DiffuSeq's network}
     * @param remedy what to do about others
     * @throws UserException with every tensor that is missing, of another shape or one too many ({@code DLM-IMPORT-3})
     */
    public static void require(
            TensorFile file,
            String prefix,
            Map<String, Shape> wanted,
            Predicate<String> unneeded,
            String where,
            String network,
            String remedy) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Shape> left = new LinkedHashMap<>();
        file.shapes().forEach((name, shape) -> left.put(name.substring(prefix.length()), shape));
        wanted.forEach((name, shape) -> {
            Shape found = left.remove(name);
            boolean floats = found != null && isFloat(file.type(prefix + name));
            if (!floats || !found.equals(shape)) {
                String what = found == null ? "no such tensor" : file.type(prefix + name) + " " + found;
                problems.add(problem(where + ": tensor " + name, "floats " + shape, what, remedy));
            }
        });
        left.keySet().removeIf(name -> !isFloat(file.type(prefix + name)) || unneeded.test(name));
        left.forEach((name, shape) -> problems.add(
                problem(where + ": tensor " + name, "only the tensors of " + network, "one more " + shape, remedy)));
        if (problems.size() > SHOWN) {
            int more = problems.size() - SHOWN;
            problems.subList(SHOWN, problems.size()).clear();
            problems.add(problem(where, "the tensors of this network", more + " more problems", remedy));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private static boolean isFloat(ElementType type) {
        return type.type() == DType.FLOAT32 && type != ElementType.OTHER;
    }

    private static Problem problem(String where, String expected, String found, String remedy) {
        return new Problem(ErrorId.IMPORT_3, where, expected, found, remedy);
    }
}
