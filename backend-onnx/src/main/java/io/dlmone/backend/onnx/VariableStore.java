package io.dlmone.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The values of variables. An assigned variable has two tensors: programs read the one and write the other, then the
 * two change places, so that an update copies nothing. Different variables may be used by different threads at the same
 * time, as those of probes are.
 */
final class VariableStore implements AutoCloseable {

    /** One variable's memory; each tensor is allocated when it is first needed. */
    private final class Cell {
        private final Variable variable;
        private NativeTensor current;
        private NativeTensor next;
        private boolean baked;

        Cell(Variable variable) {
            this.variable = variable;
        }

        NativeTensor next() throws OrtException {
            if (next == null) {
                next = new NativeTensor(environment, new TensorType(variable.type(), variable.shape()));
            }
            return next;
        }

        void swap() {
            NativeTensor old = current;
            current = next;
            next = old;
        }

        void close() {
            if (current != null) {
                current.close();
            }
            if (next != null) {
                next.close();
            }
        }
    }

    private final OrtEnvironment environment;
    private final Map<Variable, Cell> cells = new ConcurrentHashMap<>();
    private final Map<Variable, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger nextNumber = new AtomicInteger();

    VariableStore(OrtEnvironment environment) {
        this.environment = environment;
    }

    /** A number that stands for this variable and no other as long as the store lives. */
    int number(Variable variable) {
        return numbers.computeIfAbsent(variable, v -> nextNumber.getAndIncrement());
    }

    void write(Variable variable, Tensor value) throws OrtException {
        if (!value.shape().equals(variable.shape()) || value.type() != variable.type()) {
            throw new IllegalArgumentException("variable " + variable + " cannot take a value of " + value);
        }
        Cell cell = cell(variable);
        if (cell.baked) {
            throw new IllegalStateException(
                    "variable " + variable.name() + " is frozen and a program that reads it has been compiled");
        }
        if (cell.current == null) {
            cell.next();
            cell.swap();
        }
        cell.current.set(value);
    }

    /** The tensor that holds the variable's value until the next {@link #swap}. */
    NativeTensor current(Variable variable) {
        Cell cell = cells.get(variable);
        if (cell == null || cell.current == null) {
            throw new IllegalStateException("variable " + variable.name() + " has no value: write it first");
        }
        return cell.current;
    }

    /** The value of a frozen variable, which no one writes from now on. */
    NativeTensor bake(Variable variable) {
        NativeTensor value = current(variable);
        cells.get(variable).baked = true;
        return value;
    }

    /** The tensor to put the variable's new value into. */
    NativeTensor next(Variable variable) throws OrtException {
        return cell(variable).next();
    }

    /** Makes the new values of these variables the current ones. */
    void swap(Collection<Variable> variables) {
        variables.forEach(v -> cells.get(v).swap());
    }

    void release(Variable variable) {
        Cell cell = cells.remove(variable);
        if (cell != null) {
            cell.close();
        }
        numbers.remove(variable);
    }

    private Cell cell(Variable variable) {
        return cells.computeIfAbsent(variable, Cell::new);
    }

    @Override
    public void close() {
        cells.values().forEach(Cell::close);
        cells.clear();
    }
}
