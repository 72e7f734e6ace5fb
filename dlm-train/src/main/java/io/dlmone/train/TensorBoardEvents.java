package io.dlmone.train;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The numbers of {@code metrics.jsonl} as a TensorBoard event file (TFRecord framing, {@code Event} messages with
 * simple scalars). Each number is a scalar named by the kind of its row, such as {@code train/loss}.
 */
final class TensorBoardEvents {

    private static final String VERSION = "brain.Event:2";
    private static final int MASK_DELTA = 0xa282ead8;

    private final Path file;
    private final double origin;

    /**
     * Begins an event file; an older one is replaced.
     *
     * @param origin seconds since 1970 at which the run began
     * @param rows what was measured before
     */
    TensorBoardEvents(Path directory, double origin, List<MetricsRow> rows) throws IOException {
        this.file = directory.resolve("events.out.tfevents.0000000000.dlm");
        this.origin = origin;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(record(message(out -> {
            out.writeDouble(1, origin);
            out.writeString(3, VERSION);
        })));
        for (MetricsRow row : rows) {
            bytes.write(record(event(row)));
        }
        Files.write(file, bytes.toByteArray());
    }

    /** Adds the numbers of a row. */
    void add(MetricsRow row) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            out.write(record(event(row)));
        }
    }

    private byte[] event(MetricsRow row) throws IOException {
        byte[] summary = message(out -> {
            out.writeByteArray(1, scalar(row.kind() + "/seconds", (float) row.seconds()));
            for (Map.Entry<String, Double> e : row.values().entrySet()) {
                out.writeByteArray(
                        1, scalar(row.kind() + "/" + e.getKey(), e.getValue().floatValue()));
            }
        });
        return message(out -> {
            out.writeDouble(1, origin + row.seconds());
            out.writeInt64(2, row.step());
            out.writeByteArray(5, summary);
        });
    }

    private static byte[] scalar(String tag, float value) throws IOException {
        return message(out -> {
            out.writeString(1, tag);
            out.writeFloat(2, value);
        });
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    /** Length and its checksum, data and its checksum. */
    private static byte[] record(byte[] data) {
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        return ByteBuffer.allocate(data.length + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(length)
                .putInt(maskedCrc(length))
                .put(data)
                .putInt(maskedCrc(data))
                .array();
    }

    static int maskedCrc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, 15) + MASK_DELTA;
    }
}
