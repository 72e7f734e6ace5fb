package io.dlmone.backend.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The values of variables: one native tensor each, which programs update in place. */
final class VariableStore implements AutoCloseable {

    private static final class Cell {
        private final PtNDArray array;
        private boolean written;
        private boolean baked;

        Cell(PtNDArray array) {
            this.array = array;
        }
    }

    private final NDManager manager;
    private final Map<Variable, Cell> cells = new HashMap<>();

    VariableStore(NDManager manager) {
        this.manager = manager;
    }

    void write(Variable variable, Tensor value) {
        if (!value.shape().equals(variable.shape()) || value.type() != variable.type()) {
            throw new IllegalArgumentException("variable " + variable + " cannot take a value of " + value);
        }
        Cell cell = cell(variable);
        if (cell.baked) {
            throw new IllegalStateException(
                    "variable " + variable.name() + " is frozen and a program that reads it has been compiled");
        }
        NativeTensor.set(cell.array, value);
        cell.written = true;
    }

    Tensor read(Variable variable) {
        requireWritten(variable);
        return NativeTensor.get(cells.get(variable).array, new TensorType(variable.type(), variable.shape()));
    }

    /** The memory of a variable, the same as long as it is not released. */
    PtNDArray memory(Variable variable) {
        return cell(variable).array;
    }

    void requireWritten(Variable variable) {
        Cell cell = cells.get(variable);
        if (cell == null || !cell.written) {
            throw new IllegalStateException("variable " + variable.name() + " has no value: write it first");
        }
    }

    /** Lets no one write a frozen variable, which has a value, from now on. */
    void bake(Variable variable) {
        requireWritten(variable);
        cells.get(variable).baked = true;
    }

    /** Notes that a program has given these variables values. */
    void assigned(Collection<Variable> variables) {
        variables.forEach(v -> cells.get(v).written = true);
    }

    void release(Variable variable) {
        Cell cell = cells.remove(variable);
        if (cell != null) {
            cell.array.close();
        }
    }

    private Cell cell(Variable variable) {
        return cells.computeIfAbsent(
                variable, v -> new Cell(NativeTensor.allocate(manager, new TensorType(v.type(), v.shape()))));
    }

    @Override
    public void close() {
        cells.values().forEach(c -> c.array.close());
        cells.clear();
    }
}
