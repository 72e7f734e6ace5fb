package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An open safetensors file of any size, from which tensors are read one by one. The header, and that it fits the length
 * of the file, is checked when it is opened; elements are read from disk when they are asked for. (They are not
 * memory-mapped: on Java 17 a mapping cannot be closed, and a file that is cut off meanwhile would end in an error of
 * the virtual machine.) Not thread-safe.
 */
public final class SafetensorsFile implements TensorFile {

    private final String where;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final Map<String, SafetensorsHeader.Entry> inFileOrder = new LinkedHashMap<>();

    private SafetensorsFile(String where, FileChannel channel, SafetensorsHeader header, long size) {
        this.where = where;
        this.channel = channel;
        this.header = header;
        header.inFileOrder(size - header.dataStart()).forEach(e -> inFileOrder.put(e.name(), e));
    }

    /**
     * Opens a file; the caller closes it.
     *
     * @param file any file
     * @return the open file
     * @throws UserException if it is missing or its header is not sound
     */
    public static SafetensorsFile open(Path file) {
        String where = file.toString();
        if (!Files.isRegularFile(file)) {
            throw Safetensors.unreadable(where, Files.isDirectory(file) ? "a directory" : "nothing");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file);
            long size = channel.size();
            byte[] header = Safetensors.headerBytes(Channels.newInputStream(channel), where, size);
            return new SafetensorsFile(where, channel, SafetensorsHeaderReader.read(header, where), size);
        } catch (IOException e) {
            close(channel);
            throw Safetensors.unreadable(where, "an error while reading (" + e.getMessage() + ")");
        } catch (RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    /** {@return the names of the tensors as they follow each other in the file} */
    public Set<String> names() {
        return Collections.unmodifiableSet(inFileOrder.keySet());
    }

    @Override
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        inFileOrder.forEach((name, entry) -> shapes.put(name, entry.shape()));
        return Collections.unmodifiableMap(shapes);
    }

    @Override
    public Tensor read(String name) {
        return tensor(name);
    }

    /**
     * {@return the shape of a tensor}
     *
     * @param name one of {@link #names}
     */
    public Shape shape(String name) {
        return entry(name).shape();
    }

    /**
     * {@return the type of a tensor's elements in the file}
     *
     * @param name one of {@link #names}
     */
    @Override
    public ElementType type(String name) {
        return entry(name).type();
    }

    /**
     * Reads one tensor.
     *
     * @param name one of {@link #names}
     * @return the tensor
     * @throws UserException if the file became shorter, or an element is not of its type
     */
    public Tensor tensor(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        try {
            channel.position(header.dataStart() + entry.begin());
            InputStream in = Channels.newInputStream(channel);
            return entry.type().read(in, entry.shape(), where + ": tensor " + name);
        } catch (IOException e) {
            throw Safetensors.unreadable(where, "an error while reading tensor " + name + " (" + e.getMessage() + ")");
        }
    }

    /** All tensors, in the order of the header, and the metadata. */
    Safetensors readAll() {
        Map<String, Tensor> read = new LinkedHashMap<>();
        names().stream().filter(name -> type(name) != ElementType.OTHER).forEach(name -> read.put(name, tensor(name)));
        return header.arranged(read);
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = inFileOrder.get(name);
        if (entry == null) {
            throw new UserException(new Problem(
                    ErrorId.TENSOR_10, where, "a tensor " + name, "only " + names(), "Give the file that holds it."));
        }
        return entry;
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException afterAnotherFailure) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Safetensors.unreadable(where, "an error while closing (" + e.getMessage() + ")");
        }
    }
}
