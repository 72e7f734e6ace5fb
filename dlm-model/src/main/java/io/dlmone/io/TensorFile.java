package io.dlmone.io;

import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;

/** An open file of named tensors, which are read one by one. Not thread-safe. */
public interface TensorFile extends AutoCloseable {

    /** {@return the shapes of the tensors by name, in the order of the file} */
    Map<String, Shape> shapes();

    /**
     * {@return the type of a tensor's elements in the file}
     *
     * @param name one of the names of {@link #shapes}
     */
    ElementType type(String name);

    /**
     * Reads one tensor.
     *
     * @param name one of the names of {@link #shapes}
     * @return the tensor
     * @throws io.dlmone.error.UserException if its elements cannot be read
     */
    Tensor read(String name);

    @Override
    void close();
}
