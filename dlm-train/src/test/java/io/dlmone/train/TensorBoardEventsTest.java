package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the file back as TensorBoard does: framing, checksums, messages. */
class TensorBoardEventsTest {

    @TempDir
    Path directory;

    @Test
    void theChecksumIsTheMaskedCrc32cOfTensorFlow() {
        // crc32c("123456789") = 0xe3069283; rotated right by 15 and shifted by the constant of the TFRecord format
        assertThat(TensorBoardEvents.maskedCrc("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
    }

    @Test
    void rowsBecomeScalars() throws IOException {
        TensorBoardEvents events = new TensorBoardEvents(
                directory, 1000, List.of(new MetricsRow.Trained(50, "kd", 2.5, Map.of("loss", 0.25), List.of())));
        events.add(new MetricsRow.Validated(100, "kd", 4.0, Map.of("bleu", 0.5), List.of("no number")));
        assertThat(read())
                .containsExactly(
                        "1000.0 version brain.Event:2",
                        "1002.5 step 50 train/seconds=2.5 train/loss=0.25",
                        "1004.0 step 100 valid/seconds=4.0 valid/bleu=0.5");
        new TensorBoardEvents(directory, 1000, List.of());
        assertThat(read()).hasSize(1);
    }

    private List<String> read() throws IOException {
        List<String> events = new ArrayList<>();
        Path file;
        try (var files = Files.list(directory)) {
            file = files.filter(f -> f.getFileName().toString().contains(".tfevents."))
                    .findFirst()
                    .orElseThrow();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(TensorBoardEvents.maskedCrc(length));
            byte[] data = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            bytes.get(data);
            assertThat(bytes.getInt()).isEqualTo(TensorBoardEvents.maskedCrc(data));
            events.add(event(CodedInputStream.newInstance(data)));
        }
        return events;
    }

    private static String event(CodedInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!in.isAtEnd()) {
            switch (in.readTag() >>> 3) {
                case 1 -> text.append(in.readDouble());
                case 2 -> text.append(" step ").append(in.readInt64());
                case 3 -> text.append(" version ").append(in.readString());
                case 5 -> {
                    CodedInputStream summary = CodedInputStream.newInstance(in.readByteArray());
                    while (!summary.isAtEnd()) {
                        assertThat(summary.readTag() >>> 3).isEqualTo(1);
                        CodedInputStream value = CodedInputStream.newInstance(summary.readByteArray());
                        assertThat(value.readTag() >>> 3).isEqualTo(1);
                        text.append(' ').append(value.readString());
                        assertThat(value.readTag() >>> 3).isEqualTo(2);
                        text.append('=').append(value.readFloat());
                    }
                }
                default -> throw new AssertionError("an unknown field");
            }
        }
        return text.toString();
    }
}
