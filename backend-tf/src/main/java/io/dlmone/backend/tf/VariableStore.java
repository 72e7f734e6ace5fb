package io.dlmone.backend.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetAttrShape;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetAttrString;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetAttrType;

import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TFE_Op;

/** The variables of a backend: resource variables of TensorFlow's, of which this holds the handles. */
final class VariableStore implements AutoCloseable {

    /** What is known of one variable. */
    private static final class Cell {
        private final NativeTensor handle;
        private boolean written;
        private boolean compiled;

        Cell(NativeTensor handle) {
            this.handle = handle;
        }
    }

    private final Engine engine;
    private final Map<Variable, Cell> cells = new HashMap<>();
    private final Map<Variable, Integer> numbers = new HashMap<>();
    private int nextNumber;

    VariableStore(Engine engine) {
        this.engine = engine;
    }

    /** A number that stands for this variable and no other as long as the store lives. */
    int number(Variable variable) {
        return numbers.computeIfAbsent(variable, v -> nextNumber++);
    }

    void write(Variable variable, Tensor value) {
        if (!value.shape().equals(variable.shape()) || value.type() != variable.type()) {
            throw new IllegalArgumentException("variable " + variable + " cannot take a value of " + value);
        }
        Cell cell = cell(variable);
        if (cell.compiled) {
            throw new IllegalStateException(
                    "variable " + variable.name() + " is frozen and a program that reads it has been compiled");
        }
        try (NativeTensor copy = NativeTensor.copyOf(value)) {
            engine.run("AssignVariableOp", 0, op -> dtype(op, variable), List.of(cell.handle, copy));
        }
        cell.written = true;
    }

    Tensor read(Variable variable) {
        requireWritten(variable);
        Cell cell = cells.get(variable);
        try (NativeTensor value = engine.run("ReadVariableOp", 1, op -> dtype(op, variable), List.of(cell.handle))
                .get(0)) {
            return value.get(new TensorType(variable.type(), variable.shape()));
        }
    }

    void requireWritten(Variable variable) {
        Cell cell = cells.get(variable);
        if (cell == null || !cell.written) {
            throw new IllegalStateException("variable " + variable.name() + " has no value: write it first");
        }
    }

    /** Notes that a program reads this frozen variable, which no one writes from now on. */
    void freeze(Variable variable) {
        cells.get(variable).compiled = true;
    }

    /** What programs read and assign the variable by. */
    NativeTensor handle(Variable variable) {
        return cell(variable).handle;
    }

    /** Notes that a program has assigned these. */
    void assigned(Collection<Variable> variables) {
        variables.forEach(v -> cells.get(v).written = true);
    }

    void release(Variable variable) {
        Cell cell = cells.remove(variable);
        if (cell != null) {
            free(cell);
        }
        numbers.remove(variable);
    }

    private void free(Cell cell) {
        engine.run("DestroyResourceOp", 0, op -> {}, List.of(cell.handle));
        cell.handle.close();
    }

    private Cell cell(Variable variable) {
        return cells.computeIfAbsent(variable, v -> {
            try (Status status = new Status();
                    BytePointer name = new BytePointer("variable" + number(v))) {
                return new Cell(engine.run(
                                "VarHandleOp",
                                1,
                                op -> {
                                    dtype(op, v);
                                    long[] dims = Arrays.stream(v.shape().dims())
                                            .asLongStream()
                                            .toArray();
                                    TFE_OpSetAttrShape(op, "shape", dims, dims.length, status.handle());
                                    status.check("name a variable of " + v);
                                    TFE_OpSetAttrString(op, "shared_name", name, name.limit());
                                },
                                List.of())
                        .get(0));
            }
        });
    }

    private static void dtype(TFE_Op op, Variable variable) {
        TFE_OpSetAttrType(op, "dtype", NativeTensor.dataType(variable.type()).getNumber());
    }

    @Override
    public void close() {
        cells.values().forEach(this::free);
        cells.clear();
    }
}
