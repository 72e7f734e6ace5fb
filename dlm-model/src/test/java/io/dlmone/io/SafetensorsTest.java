package io.dlmone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.contract.Mutations;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

    private static final String ONE = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @TempDir
    Path home;

    @Test
    void readsWhatItWrote() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z.bool", Tensor.of(Shape.of(3), true, false, true));
        tensors.put("b", Tensor.of(Shape.of(2, 2), 1f, -0f, Float.NaN, Float.MIN_VALUE));
        tensors.put("\u00e4 \"quoted\"", Tensor.scalar(Long.MIN_VALUE));
        tensors.put("none", Tensor.of(Shape.of(0, 7), new float[0]));
        Tensor large = Tensor.of(Shape.of(40_000), new float[40_000]);
        large.floats()[39_999] = 7;
        tensors.put("large", large);
        Safetensors all = new Safetensors(tensors, Map.of("format", "pt"));
        Path file = home.resolve("model.safetensors");
        all.write(file);
        Safetensors read = Safetensors.read(file);
        assertThat(read.tensors()).isEqualTo(tensors);
        assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
        assertThat(read.tensors().keySet()).containsExactly("\u00e4 \"quoted\"", "b", "large", "none", "z.bool");
        assertThat(Safetensors.read(Files.newInputStream(file), "stream")).isEqualTo(read);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        read.write(again);
        assertThat(again.toByteArray()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void writesTheDocumentedBytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Safetensors(Map.of("a", Tensor.of(Shape.of(2), 1f, -2f)), Map.of("k", "v")).write(out);
        String header =
                "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        header += " ".repeat((8 - header.length() % 8) % 8);
        assertThat(out.toByteArray()).isEqualTo(file(header, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0));
    }

    @Test
    void readsTensorsInAnyOrderOfTheHeader() {
        byte[] bytes = file(
                "{\"b\":{\"data_offsets\":[2,3],\"shape\":[],\"dtype\":\"BOOL\"},"
                        + "\"a\":{\"dtype\":\"BOOL\",\"shape\":[1,2],\"data_offsets\":[0,2]}}  ",
                1,
                0,
                1);
        assertThat(read(bytes).tensors())
                .containsEntry("a", Tensor.of(Shape.of(1, 2), true, false))
                .containsEntry("b", Tensor.of(Shape.scalar(), true));
        assertThat(read(file("{}")).tensors()).isEmpty();
    }

    @Test
    void readsOtherFloatsAndIntegers() {
        String header = "{\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"i\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                + "\"h\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[12,24]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[24,28]}}";
        int[] data = {
            0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0xfe, 0xff, 0xff, 0xff, // 1.5, -2
            0, 0x3c, 1, 0x80, 0xff, 0x7b, 0, 0xfc, 1, 0x7e, 0xff, 0x03, // halves
            0xc0, 0x3f, 0x80, 0xff
        };
        Map<String, Tensor> read = read(file(header, data)).tensors();
        assertThat(read.get("d").floats()).containsExactly(1.5f);
        assertThat(read.get("i").longs()).containsExactly(-2);
        assertThat(read.get("h").floats())
                .containsExactly(1f, -0x1p-24f, 65504f, Float.NEGATIVE_INFINITY, Float.NaN, 1023 * 0x1p-24f);
        assertThat(read.get("b").floats()).containsExactly(1.5f, Float.NEGATIVE_INFINITY);
    }

    /** A sparse file: three gigabytes of zeros that take no room, then one number. */
    @Test
    void readsOneTensorOfAFileAboveTwoGigabytes() throws IOException {
        long large = 1_500_000_000;
        String header = "{\"one\":{\"dtype\":\"BOOL\",\"shape\":[" + large + "],\"data_offsets\":[0," + large + "]},"
                + "\"two\":{\"dtype\":\"BOOL\",\"shape\":[" + large + "],\"data_offsets\":[" + large + "," + 2 * large
                + "]},\"end\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[" + 2 * large + "," + (2 * large + 4)
                + "]}}";
        byte[] start = file(header);
        Path path = Files.write(home.resolve("large.safetensors"), start);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(start.length + 2 * large);
            file.seek(file.length());
            file.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).containsExactly("one", "two", "end");
            assertThat(file.shape("two")).isEqualTo(Shape.of((int) large));
            assertThat(file.tensor("end").item()).isEqualTo(1);
            assertThatThrownBy(() -> file.tensor("three")).hasMessageContaining("DLM-TENSOR-10");
        }
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = file(ONE, 1, 2, 3, 4, 5, 6, 7, 8);
        Path path = home.resolve("cut.safetensors");
        for (int n = 0; n < whole.length; n++) {
            byte[] cut = Arrays.copyOf(whole, n);
            assertThat(id(cut)).as("%d bytes", n).isEqualTo("DLM-TENSOR-2");
            Files.write(path, cut);
            assertThatThrownBy(() -> Safetensors.read(path))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("DLM-TENSOR-2")
                    .hasMessageContaining(path.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 100_000_000, 100_000_001, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void refusesAHostileHeaderLength(long length) throws IOException {
        byte[] bytes = ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        assertThat(id(bytes)).isEqualTo("DLM-TENSOR-2");
        Path path = Files.write(home.resolve("hostile.safetensors"), bytes);
        assertThatThrownBy(() -> Safetensors.read(path)).hasMessageContaining("DLM-TENSOR-2");
    }

    @Test
    void takesNoMemoryForTensorsThatAreNotThere() {
        String claim = "{\"a\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}}";
        assertThat(id(file(claim, 1, 2, 3, 4))).isEqualTo("DLM-TENSOR-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "  {}",
                "{} {}",
                "{\"a\"",
                "nonsense",
                "{\"a\":1e999999999}x",
                "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[0,1]},"
                        + "\"a\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[1,2]}}"
            })
    void refusesAHeaderThatIsNotOneJsonObject(String header) {
        assertThat(id(file(header, 0, 0, 0, 0))).isEqualTo("DLM-TENSOR-3");
    }

    @Test
    void refusesDeepNestingAndBytesThatAreNotText() {
        assertThat(id(file("{\"a\":" + "[".repeat(100_000)))).isEqualTo("DLM-TENSOR-3");
        byte[] bytes = file("{\"xy\":0}");
        bytes[10] = (byte) 0xff;
        assertThat(id(bytes)).isEqualTo("DLM-TENSOR-3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "DLM-TENSOR-4 | 7",
                "DLM-TENSOR-4 | {}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}",
                "DLM-TENSOR-4 | {\"dtype\":{\"a\":1},\"shape\":[1],\"data_offsets\":[0,4]}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}",
                "DLM-TENSOR-4 | {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":{\"a\":[1]}}",
                "DLM-TENSOR-6 | {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}",
                "DLM-TENSOR-6 | {\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}",
                "DLM-TENSOR-6 | {\"dtype\":\"I64\",\"shape\":[2147483647,2147483647,4],\"data_offsets\":[0,0]}",
                "DLM-TENSOR-7 | {\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[1,4]}",
                "DLM-TENSOR-7 | {\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}",
                "DLM-TENSOR-8 | {\"dtype\":\"BOOL\",\"shape\":[4],\"data_offsets\":[0,4]}"
            })
    void refusesAFaultyTensor(String id, String entry) throws IOException {
        byte[] bytes = file("{\"the.tensor\":" + entry + "}", 0, 1, 0, 2);
        assertThat(id(bytes)).isEqualTo(id);
        Path path = Files.write(home.resolve("faulty.safetensors"), bytes);
        assertThatThrownBy(() -> Safetensors.read(path)).hasMessageContaining(id);
    }

    @Test
    void passesOverTensorsOfOtherTypesUntilTheyAreWanted() throws IOException {
        byte[] bytes = file(
                "{\"a\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                        + "\"b\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[2,3]},"
                        + "\"c\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[3,4]}}",
                7,
                7,
                7,
                1);
        assertThat(read(bytes).tensors()).containsOnlyKeys("c");
        Path path = Files.write(home.resolve("other.safetensors"), bytes);
        assertThat(Safetensors.read(path).tensors()).containsOnlyKeys("c");
        try (SafetensorsFile open = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> open.tensor("b"))
                    .hasMessageContaining("DLM-TENSOR-5")
                    .hasMessageContaining("tensor b");
        }
    }

    @Test
    void namesAGitLfsPointerForWhatItIs() throws IOException {
        Path pointer = Files.writeString(
                home.resolve("model.safetensors"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 365000000\n");
        assertThatThrownBy(() -> Safetensors.read(pointer))
                .hasMessageContaining("a Git LFS pointer")
                .hasMessageContaining("git lfs pull");
        assertThatThrownBy(() -> JsonFile.read(pointer, "a JSON object")).hasMessageContaining("a Git LFS pointer");
        assertThatThrownBy(() -> io.dlmone.io.pytorch.PytorchCheckpoint.open(pointer))
                .hasMessageContaining("DLM-CKPT-2")
                .hasMessageContaining("a Git LFS pointer");
    }

    @Test
    void refusesOverlapsAndTellsAllFaultsTogether() {
        String overlap = "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]},"
                + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[2,4]}}";
        assertThat(id(file(overlap, 0, 0, 0, 0))).isEqualTo("DLM-TENSOR-7");
        String two = "{\"a\":{\"dtype\":7,\"shape\":[3],\"data_offsets\":[0,6]},\"__metadata__\":{\"k\":[1]},"
                + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[2,9]}}";
        UserException e = catchThrowableOfType(UserException.class, () -> read(file(two)));
        assertThat(e.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "[DLM-TENSOR-4] x: tensor a: expected a dtype, found none. Fetch or write the file again.",
                        "[DLM-TENSOR-4] x: __metadata__, key k: expected a string, found an array. Fetch or write the file again.",
                        "[DLM-TENSOR-6] x: tensor b: expected 2 bytes for BOOL [2], found 7 bytes. Fetch or write the file again.");
    }

    @Test
    @Timeout(600)
    void refusesOrReadsEverySpoiltFile() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weights", Tensor.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f));
        tensors.put("ids", Tensor.of(Shape.of(2), 7L, 8L));
        tensors.put("mask", Tensor.of(Shape.of(3), true, false, true));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Safetensors(tensors, Map.of("format", "pt")).write(out);
        byte[] sound = out.toByteArray();
        Path path = home.resolve("spoilt.safetensors");
        int refused = Mutations.run(2_000, 0, sound, bytes -> {
            Mutations.write(path, bytes);
            Safetensors.read(path);
        });
        assertThat(refused).isBetween(1_000, 1_900);
        assertThat(Mutations.run(2_000, 0, sound, SafetensorsTest::read)).isEqualTo(refused);
        assertThat(Safetensors.read(Files.write(path, sound)).tensors()).isEqualTo(tensors);
    }

    @Test
    void countsTheFaultsItDoesNotShow() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 30; i++) {
            header.append(i == 0 ? "" : ",").append("\"t").append(i).append("\":1");
        }
        UserException e = catchThrowableOfType(UserException.class, () -> read(file(header + "}")));
        assertThat(e.problems()).hasSize(21);
        assertThat(e.problems().get(20).toString()).contains("DLM-TENSOR-9").contains("10 more problems");
    }

    @Test
    void refusesAMissingFileAndADirectory() {
        assertThatThrownBy(() -> Safetensors.read(home.resolve("none"))).hasMessageContaining("DLM-TENSOR-1");
        assertThatThrownBy(() -> Safetensors.read(home)).hasMessageContaining("found a directory");
    }

    private static byte[] file(String header, int... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        for (int b : data) {
            bytes.put((byte) b);
        }
        return bytes.array();
    }

    private static Safetensors read(byte[] bytes) {
        return Safetensors.read(new ByteArrayInputStream(bytes), "x");
    }

    private static String id(byte[] bytes) {
        UserException e = catchThrowableOfType(UserException.class, () -> read(bytes));
        return e == null ? "none" : e.problems().get(0).id();
    }

    @Test
    void a_file_that_differs_in_one_byte_or_in_length_is_not_what_was_written() throws IOException {
        Safetensors tensors = new Safetensors(
                Map.of("a", Tensor.of(Shape.of(3), new float[] {1, 0, Float.NaN}), "b", Tensor.of(Shape.of(1), 7L)),
                Map.of("format", "pt"));
        Path file = home.resolve("same.safetensors");
        tensors.write(file);
        assertThat(tensors.isWrittenIn(file)).isTrue();
        byte[] right = Files.readAllBytes(file);
        for (int at : new int[] {0, 9, right.length - 20, right.length - 1}) {
            byte[] wrong = right.clone();
            wrong[at] ^= 1;
            Files.write(file, wrong);
            assertThat(tensors.isWrittenIn(file)).as("byte " + at).isFalse();
        }
        for (int length : new int[] {0, right.length - 1, right.length + 1}) {
            Files.write(file, Arrays.copyOf(right, length));
            assertThat(tensors.isWrittenIn(file)).as("length " + length).isFalse();
        }
    }
}
