package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors in the safetensors format: eight bytes of header length, a JSON header, the elements in little-endian
 * order. Reads the types of {@link ElementType} and passes over tensors of {@link ElementType#OTHER}; writes F32, I64,
 * I8 and BOOL. Reading is strict: every length is checked before it is used, names are unique, and the tensors cover
 * the data without a hole, an overlap or a tail. What does not fit becomes a {@link UserException} with ids
 * {@code DLM-TENSOR-1} and up. Immutable, except that the tensors' storage is not copied.
 *
 * @param tensors by name; in the header's order when read
 * @param metadata the header's {@code __metadata__}, empty if there is none
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** The longest header that is read, in bytes, as in the reference implementation. */
    public static final int LONGEST_HEADER = 100_000_000;

    static final long UNKNOWN = -1;

    public Safetensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Reads a file.
     *
     * @param file any file
     * @return the tensors and the metadata
     * @throws UserException if it is missing or not a sound safetensors file
     */
    public static Safetensors read(Path file) {
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            return open.readAll();
        }
    }

    /**
     * Reads a stream to its end, without closing it. Memory is taken as bytes arrive, whatever the header claims.
     *
     * @param in from the header on
     * @param where the stream's name, for messages
     * @return the tensors and the metadata
     * @throws UserException if it is not a sound safetensors file
     */
    public static Safetensors read(InputStream in, String where) {
        try {
            SafetensorsHeader header = SafetensorsHeaderReader.read(headerBytes(in, where, UNKNOWN), where);
            Map<String, Tensor> read = new HashMap<>();
            for (SafetensorsHeader.Entry entry : header.inFileOrder(UNKNOWN)) {
                if (entry.type() == ElementType.OTHER) {
                    in.skipNBytes(entry.end() - entry.begin());
                    continue;
                }
                byte[] bytes = in.readNBytes((int) (entry.end() - entry.begin()));
                if (bytes.length < entry.end() - entry.begin()) {
                    throw new UserException(header.truncated(entry.begin() + bytes.length));
                }
                InputStream elements = new ByteArrayInputStream(bytes);
                read.put(entry.name(), entry.type().read(elements, entry.shape(), where + ": tensor " + entry.name()));
            }
            if (in.read() >= 0) {
                throw new UserException(header.tail("more bytes"));
            }
            return header.arranged(read);
        } catch (IOException e) {
            throw unreadable(where, "an error while reading (" + e.getMessage() + ")");
        }
    }

    /** The header of a file or, with size {@link #UNKNOWN}, of a stream. */
    static byte[] headerBytes(InputStream in, String where, long size) throws IOException {
        byte[] prefix = in.readNBytes(8);
        if (prefix.length < 8) {
            throw badLength(where, "8 bytes of header length", "a file of " + prefix.length + " bytes");
        }
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (GitLfs.isPointer(prefix)) {
            throw new UserException(
                    new Problem(ErrorId.TENSOR_1, where, "a readable safetensors file", GitLfs.FOUND, GitLfs.REMEDY));
        }
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

    /**
     * Writes a file, whole or not at all; the same tensors give the same bytes.
     *
     * @param file where to
     * @throws UserException if the file cannot be written
     */
    public void write(Path file) {
        AtomicFiles.write(file, this::write);
    }

    /**
     * Writes to a stream, without closing it: wider types first, so that every tensor is aligned, then by name.
     *
     * @param out where to
     * @throws java.io.IOException if the stream cannot be written
     */
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

    /**
     * {@return whether a file is exactly what {@link #write(Path)} writes; it is read in pieces, so that no second copy
     * of a tensor is in memory}
     *
     * @param file any file
     * @throws IOException if it cannot be read
     */
    public boolean isWrittenIn(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            SameBytes same = new SameBytes(in);
            write(same);
            return same.soFar && in.read() < 0;
        }
    }

    /** Compares what is written to it with what another stream holds. */
    private static final class SameBytes extends OutputStream {

        private final InputStream other;
        private boolean soFar = true;

        private SameBytes(InputStream other) {
            this.other = other;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int count) throws IOException {
            if (soFar) {
                byte[] found = other.readNBytes(count);
                soFar = Arrays.equals(found, 0, found.length, from, at, at + count);
            }
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
                case INT8 -> buffer.put(0, tensor.bytes(), from, count);
            }
            out.write(buffer.array(), 0, count * tensor.type().bytes());
        }
    }

    static UserException unreadable(String where, String found) {
        return new UserException(
                new Problem(ErrorId.TENSOR_1, where, "a readable safetensors file", found, "Check the path."));
    }

    private static UserException badLength(String where, String expected, String found) {
        return new UserException(new Problem(
                ErrorId.TENSOR_2,
                where,
                expected,
                found,
                "The file is cut off or not in the safetensors format; fetch or write it again."));
    }
}
