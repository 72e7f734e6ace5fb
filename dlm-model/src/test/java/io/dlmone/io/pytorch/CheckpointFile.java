package io.dlmone.io.pytorch;

import io.dlmone.tensor.Shape;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes checkpoints as {@code torch.save} does: a state_dict of whole tensors, or any entries at all. */
public final class CheckpointFile {

    private final Map<String, Supplier<byte[]>> entries = new LinkedHashMap<>();
    private final Pickles pickle = Pickles.protocol2().emptyOrderedDict().op('(');
    private int storages;

    public CheckpointFile() {
        entry("archive/byteorder", () -> "little".getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a float32 parameter with a storage of its own, whose elements are asked for when the file is written. */
    public CheckpointFile parameter(String name, Shape shape, Supplier<float[]> elements) {
        String key = String.valueOf(storages++);
        pickle.text(name);
        List<Long> sizes = longs(shape.dims());
        List<Long> strides = longs(shape.strides());
        pickle.parameter(() -> pickle.tensor("FloatStorage", key, shape.size(), 0, sizes, strides));
        return entry("archive/data/" + key, () -> bytes(elements.get()));
    }

    /** Adds a tensor over a storage that is added as an entry. */
    public CheckpointFile view(
            String name, String type, String key, long numel, long offset, List<Long> sizes, List<Long> strides) {
        pickle.text(name).tensor(type, key, numel, offset, sizes, strides);
        return this;
    }

    /** Adds an entry, below {@code archive/} in a sound file. */
    public CheckpointFile entry(String name, Supplier<byte[]> bytes) {
        entries.put(name, bytes);
        return this;
    }

    /** Writes the file with the pickle of the tensors added. */
    public Path write(Path file) {
        return write(file, pickle.op('u').stop());
    }

    /** Writes the file with the tensors added inside a dictionary, under a name. */
    public Path writeInside(String name, Path file) {
        byte[] inner = pickle.op('u').stop();
        Pickles outer = Pickles.protocol2().op('}').text(name);
        for (int i = 2; i < inner.length - 1; i++) {
            outer.op(inner[i]);
        }
        return write(file, outer.op('s').stop());
    }

    /** Writes the file with another pickle. */
    public Path write(Path file, byte[] data) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "archive/data.pkl", data);
            for (Map.Entry<String, Supplier<byte[]>> entry : entries.entrySet()) {
                put(zip, entry.getKey(), entry.getValue().get());
            }
            put(zip, "archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static List<Long> longs(int[] all) {
        return Arrays.stream(all).mapToLong(i -> i).boxed().toList();
    }

    private static byte[] bytes(float[] elements) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(elements);
        return bytes.array();
    }
}
