package io.dlmone.io;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named tensors in the safetensors format: eight bytes of header length, a JSON header, the elements in little-endian
 * order. Reads F32, I64 and BOOL. Reading is strict: every length is checked before it is used, names are unique, and
 * the tensors cover the data without a hole, an overlap or a tail. What does not fit becomes a {@link UserException}
 * with ids {@code DLM-TENSOR-1} and up. Immutable, except that the tensors' storage is not copied.
 *
 * @param tensors by name; in the header's order when read
 * @param metadata the header's {@code __metadata__}, empty if there is none
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** The longest header that is read, in bytes, as in the reference implementation. */
    public static final int LONGEST_HEADER = 100_000_000;

    private static final long UNKNOWN = -1;

    public Safetensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Reads a file.
     *
     * @throws UserException if it is missing or not a sound safetensors file
     */
    public static Safetensors read(Path file) {
        String where = file.toString();
        if (!Files.isRegularFile(file)) {
            throw unreadable(where, Files.isDirectory(file) ? "a directory" : "nothing");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(in, where, Files.size(file));
        } catch (IOException e) {
            throw unreadable(where, "an error while reading (" + e.getMessage() + ")");
        }
    }

    /**
     * Reads a stream to its end, without closing it. Memory is taken as bytes arrive, whatever the header claims.
     *
     * @param where the stream's name, for messages
     * @throws UserException if it is not a sound safetensors file
     */
    public static Safetensors read(InputStream in, String where) {
        try {
            return read(in, where, UNKNOWN);
        } catch (IOException e) {
            throw unreadable(where, "an error while reading (" + e.getMessage() + ")");
        }
    }

    private static Safetensors read(InputStream in, String where, long size) throws IOException {
        SafetensorsHeader header = SafetensorsHeaderReader.read(headerBytes(in, where, size), where);
        List<SafetensorsHeader.Entry> inFile =
                header.inFileOrder(size == UNKNOWN ? UNKNOWN : size - header.dataStart());
        Map<String, Tensor> read = new HashMap<>();
        for (SafetensorsHeader.Entry entry : inFile) {
            byte[] bytes = in.readNBytes((int) (entry.end() - entry.begin()));
            if (bytes.length < entry.end() - entry.begin()) {
                throw new UserException(header.truncated(entry.begin() + bytes.length));
            }
            read.put(entry.name(), tensor(entry, bytes, where));
        }
        if (in.read() >= 0) {
            throw new UserException(header.tail("more bytes"));
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.entries().forEach(e -> tensors.put(e.name(), read.get(e.name())));
        return new Safetensors(tensors, header.metadata());
    }

    private static byte[] headerBytes(InputStream in, String where, long size) throws IOException {
        byte[] prefix = in.readNBytes(8);
        if (prefix.length < 8) {
            throw badLength(where, "8 bytes of header length", "a file of " + prefix.length + " bytes");
        }
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > LONGEST_HEADER) {
            throw badLength(
                    where,
                    "a header of 2 to " + LONGEST_HEADER + " bytes",
                    "the length " + Long.toUnsignedString(length));
        }
        if (size != UNKNOWN && length > size - 8) {
            throw badLength(where, "a header of " + length + " bytes", "a file of " + size + " bytes");
        }
        byte[] header = in.readNBytes((int) length);
        if (header.length < length) {
            throw badLength(where, "a header of " + length + " bytes", "only " + header.length + " bytes of it");
        }
        return header;
    }

    private static Tensor tensor(SafetensorsHeader.Entry entry, byte[] bytes, String where) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int n = entry.shape().size();
        switch (entry.type()) {
            case FLOAT32 -> {
                float[] values = new float[n];
                data.asFloatBuffer().get(values);
                return Tensor.of(entry.shape(), values);
            }
            case INT64 -> {
                long[] values = new long[n];
                data.asLongBuffer().get(values);
                return Tensor.of(entry.shape(), values);
            }
            case BOOL -> {
                boolean[] values = new boolean[n];
                for (int i = 0; i < n; i++) {
                    if (bytes[i] != 0 && bytes[i] != 1) {
                        throw new UserException(new Problem(
                                "DLM-TENSOR-8",
                                where + ": tensor " + entry.name(),
                                "0 or 1 for a boolean",
                                (bytes[i] & 0xff) + " at element " + i,
                                "Fetch or write the file again."));
                    }
                    values[i] = bytes[i] == 1;
                }
                return Tensor.of(entry.shape(), values);
            }
            default -> throw new AssertionError(entry.type());
        }
    }

    /**
     * Writes a file, whole or not at all; the same tensors give the same bytes.
     *
     * @throws UserException if the file cannot be written
     */
    public void write(Path file) {
        AtomicFiles.write(file, this::write);
    }

    /** Writes to a stream, without closing it: wider types first, so that every tensor is aligned, then by name. */
    public void write(OutputStream out) throws IOException {
        Map<String, Tensor> sorted = new LinkedHashMap<>();
        tensors.entrySet().stream()
                .sorted(Map.Entry.<String, Tensor>comparingByValue(
                                Comparator.comparing(t -> -t.type().bytes()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        byte[] header = SafetensorsHeader.bytes(sorted, metadata);
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (Tensor tensor : sorted.values()) {
            write(out, tensor);
        }
    }

    private static void write(OutputStream out, Tensor tensor) throws IOException {
        int n = tensor.shape().size();
        int chunk = 1 << 14;
        ByteBuffer buffer = ByteBuffer.allocate(chunk * tensor.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < n; from += chunk) {
            int count = Math.min(chunk, n - from);
            switch (tensor.type()) {
                case FLOAT32 -> buffer.asFloatBuffer().put(tensor.floats(), from, count);
                case INT64 -> buffer.asLongBuffer().put(tensor.longs(), from, count);
                case BOOL -> {
                    for (int i = 0; i < count; i++) {
                        buffer.put(i, (byte) (tensor.booleans()[from + i] ? 1 : 0));
                    }
                }
            }
            out.write(buffer.array(), 0, count * tensor.type().bytes());
        }
    }

    private static UserException unreadable(String where, String found) {
        return new UserException(
                new Problem("DLM-TENSOR-1", where, "a readable safetensors file", found, "Check the path."));
    }

    private static UserException badLength(String where, String expected, String found) {
        return new UserException(new Problem(
                "DLM-TENSOR-2",
                where,
                expected,
                found,
                "The file is cut off or not in the safetensors format; fetch or write it again."));
    }
}
