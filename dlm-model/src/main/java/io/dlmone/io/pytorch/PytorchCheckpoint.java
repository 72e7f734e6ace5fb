package io.dlmone.io.pytorch;

import io.dlmone.error.UserException;
import io.dlmone.io.ElementType;
import io.dlmone.io.TensorFile;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An open checkpoint of PyTorch 1.6 or newer: what {@code torch.save(state_dict, file)} wrote, or one state_dict of
 * several in a file. The list of tensors is read and checked against the archive when it is opened; elements are read
 * from disk, and their checksum compared, when they are asked for. Nothing in the file is run: its pickle is read with
 * the few instructions and names that a state_dict needs. Reads torch.float32, float16, bfloat16 and float64 as
 * FLOAT32, int64 and int32 as INT64; tensors of other types may stand in the file and cannot be read. Not thread-safe.
 */
public final class PytorchCheckpoint implements TensorFile {

    /** How often the same bytes may be used by tensors that share them, in all: a bound on what a file can take. */
    private static final int SHARING = 4;

    private final String where;
    private final CheckpointArchive archive;
    private final Map<String, StoredTensor> tensors;

    private PytorchCheckpoint(Path file, CheckpointArchive archive, List<String> wanted) {
        this.where = file.toString();
        this.archive = archive;
        this.tensors = StateDictPickle.read(archive.pickle(), where + ": data.pkl", wanted);
        Map<String, StoredBytes> storages = new LinkedHashMap<>();
        long used = 0;
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            StoredBytes storage = entry.getValue().storage();
            storages.put(storage.key(), storage);
            requireStored(entry.getKey(), storage);
            used += entry.getValue().bytes();
        }
        long held = storages.values().stream().mapToLong(StoredBytes::bytes).sum();
        if (used > SHARING * held) {
            throw CheckpointProblems.tensor(
                    where,
                    "tensors of at most " + SHARING + " times the " + held + " bytes that are stored",
                    used + " bytes");
        }
    }

    /**
     * Opens a checkpoint that is one state_dict; the caller closes it.
     *
     * @param file what {@code torch.save} wrote
     * @return the checkpoint
     * @throws UserException if the file is missing, of another format or unsound
     */
    public static PytorchCheckpoint open(Path file) {
        return open(file, List.of());
    }

    /**
     * Opens one state_dict of a checkpoint that holds others, the state of an optimiser and so on beside it; the caller
     * closes it. Of these nothing is read.
     *
     * @param file what {@code torch.save} wrote: a dictionary of dictionaries
     * @param wanted the name of the state_dict, or several, of which the first that the file has is opened; empty: the
     *     file is the state_dict
     * @return the checkpoint
     * @throws UserException if the file is missing, of another format or unsound, or has no such state_dict
     */
    public static PytorchCheckpoint open(Path file, List<String> wanted) {
        CheckpointArchive archive = CheckpointArchive.open(file);
        try {
            return new PytorchCheckpoint(file, archive, wanted);
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private void requireStored(String name, StoredBytes storage) {
        long size = archive.size(storage);
        if (size != storage.bytes()) {
            throw CheckpointProblems.tensor(
                    where + ": tensor " + name,
                    "storage " + storage.key() + " of " + storage.bytes() + " bytes",
                    size < 0 ? "no entry of that name" : size + " bytes");
        }
    }

    /** {@return the shapes of the tensors by name, in the order of the state_dict} */
    @Override
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return Collections.unmodifiableMap(shapes);
    }

    /**
     * {@return the type of a tensor's elements in the file}
     *
     * @param name one of the names of {@link #shapes}
     */
    @Override
    public ElementType type(String name) {
        return tensor(name).storage().type();
    }

    /**
     * Reads one tensor.
     *
     * @param name one of the names of {@link #shapes}
     * @return the tensor
     * @throws UserException if its elements cannot be read or do not have their checksum
     */
    @Override
    public Tensor read(String name) {
        StoredTensor tensor = tensor(name);
        ElementType type = tensor.storage().type();
        try (InputStream in = archive.open(tensor.storage())) {
            in.skipNBytes(tensor.offset() * type.bytes());
            boolean dense = tensor.isContiguous();
            Shape shape = dense ? tensor.shape() : Shape.of(tensor.span());
            Tensor read = type.read(in, shape, where + ": tensor " + name);
            return dense ? read : gathered(read, tensor);
        } catch (IOException e) {
            throw archive.cutOff(e);
        }
    }

    private static Tensor gathered(Tensor span, StoredTensor tensor) {
        int[] at = tensor.positions();
        switch (span.type()) {
            case FLOAT32 -> {
                float[] values = new float[at.length];
                for (int i = 0; i < at.length; i++) {
                    values[i] = span.floats()[at[i]];
                }
                return Tensor.of(tensor.shape(), values);
            }
            case INT64 -> {
                long[] values = new long[at.length];
                for (int i = 0; i < at.length; i++) {
                    values[i] = span.longs()[at[i]];
                }
                return Tensor.of(tensor.shape(), values);
            }
            case BOOL -> {
                boolean[] values = new boolean[at.length];
                for (int i = 0; i < at.length; i++) {
                    values[i] = span.booleans()[at[i]];
                }
                return Tensor.of(tensor.shape(), values);
            }
            default -> throw new AssertionError(span.type());
        }
    }

    private StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name + " in " + where);
        }
        return tensor;
    }

    @Override
    public void close() {
        archive.close();
    }
}
