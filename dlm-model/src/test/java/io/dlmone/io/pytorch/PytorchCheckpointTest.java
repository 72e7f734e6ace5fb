package io.dlmone.io.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.ElementType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PytorchCheckpointTest {

    @TempDir
    Path home;

    private CheckpointFile sixNumbers(List<Long> sizes, List<Long> strides, long offset) {
        return new CheckpointFile()
                .view("a", "LongStorage", "0", 6, offset, sizes, strides)
                .entry("archive/data/0", () -> longs(10, 11, 12, 13, 14, 15));
    }

    @Test
    void readsEveryTypeOfElement() {
        Path file = new CheckpointFile()
                .parameter("weights", Shape.of(2, 2), () -> new float[] {1, -0f, Float.NaN, Float.MIN_VALUE})
                .view("half", "HalfStorage", "h", 2, 0, List.of(2L), List.of(1L))
                .entry("archive/data/h", () -> new byte[] {0, 0x3c, 0, (byte) 0xc0})
                .view("brain", "BFloat16Storage", "b", 1, 0, List.of(), List.of())
                .entry("archive/data/b", () -> new byte[] {(byte) 0xc0, 0x3f})
                .view("double", "DoubleStorage", "d", 1, 0, List.of(1L), List.of(1L))
                .entry("archive/data/d", () -> longs(Double.doubleToLongBits(0.1)))
                .view("long", "LongStorage", "l", 1, 0, List.of(1L, 1L), List.of(0L, 7L))
                .entry("archive/data/l", () -> longs(Long.MIN_VALUE))
                .view("none", "FloatStorage", "n", 0, 0, List.of(0L, 3L), List.of(3L, 1L))
                .entry("archive/data/n", () -> new byte[0])
                .write(home.resolve("all.pt"));
        try (PytorchCheckpoint checkpoint = PytorchCheckpoint.open(file)) {
            assertThat(checkpoint.shapes().keySet())
                    .containsExactly("weights", "half", "brain", "double", "long", "none");
            assertThat(checkpoint.type("brain")).isEqualTo(ElementType.BF16);
            assertThat(checkpoint.read("weights"))
                    .isEqualTo(Tensor.of(Shape.of(2, 2), 1f, -0f, Float.NaN, Float.MIN_VALUE));
            assertThat(checkpoint.read("half")).isEqualTo(Tensor.of(Shape.of(2), 1f, -2f));
            assertThat(checkpoint.read("brain")).isEqualTo(Tensor.scalar(1.5f));
            assertThat(checkpoint.read("double")).isEqualTo(Tensor.of(Shape.of(1), 0.1f));
            assertThat(checkpoint.read("long")).isEqualTo(Tensor.of(Shape.of(1, 1), Long.MIN_VALUE));
            assertThat(checkpoint.read("none").shape()).isEqualTo(Shape.of(0, 3));
        }
    }

    @Test
    void readsViewsOfASharedStorage() {
        Path file = sixNumbers(List.of(3L, 2L), List.of(1L, 3L), 0)
                .view("tail", "LongStorage", "0", 6, 4, List.of(2L), List.of(1L))
                .view("diagonal", "LongStorage", "0", 6, 1, List.of(2L), List.of(4L))
                .view("same", "LongStorage", "0", 6, 2, List.of(2L, 2L), List.of(0L, 0L))
                .write(home.resolve("views.pt"));
        try (PytorchCheckpoint checkpoint = PytorchCheckpoint.open(file)) {
            assertThat(checkpoint.read("a").longs()).containsExactly(10, 13, 11, 14, 12, 15);
            assertThat(checkpoint.read("tail").longs()).containsExactly(14, 15);
            assertThat(checkpoint.read("diagonal").longs()).containsExactly(11, 15);
            assertThat(checkpoint.read("same").longs()).containsExactly(12, 12, 12, 12);
        }
    }

    @Test
    void refusesViewsThatReachOutOrTakeTooMuch() {
        assertThat(id(sixNumbers(List.of(7L), List.of(1L), 0))).isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(2L), List.of(1L), 5))).isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(2L), List.of(1L), -1))).isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(-2L), List.of(1L), 0))).isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(2L), List.of(-1L), 3))).isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(2L), List.of(1L, 1L), 3))).isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(2L), List.of(Long.MAX_VALUE), 3))).isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(1L << 31, 1L << 31), List.of(0L, 0L), 0)))
                .isEqualTo("DLM-CKPT-6");
        assertThat(id(sixNumbers(List.of(100_000_000L), List.of(0L), 0))).isEqualTo("DLM-CKPT-6");
    }

    @Test
    void refusesStoragesThatAreNotThereOrOfAnotherSize() {
        CheckpointFile none = new CheckpointFile().view("a", "FloatStorage", "../0", 1, 0, List.of(1L), List.of(1L));
        assertThat(problem(none.write(home.resolve("none.pt"))).toString())
                .isEqualTo("[DLM-CKPT-6] " + home.resolve("none.pt") + ": tensor a: expected storage ../0 of 4 bytes,"
                        + " found no entry of that name. Fetch the checkpoint again, or save its state_dict again with"
                        + " torch.save.");
        CheckpointFile small = new CheckpointFile()
                .view("a", "FloatStorage", "0", 1L << 40, 0, List.of(1L), List.of(1L))
                .entry("archive/data/0", () -> new byte[4]);
        assertThat(problem(small.write(home.resolve("small.pt"))).found()).isEqualTo("4 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archive/../evil",
                "/etc/passwd",
                "archive\\..\\evil",
                "archive/data/./0",
            })
    void refusesNamesThatLeadOutOfTheArchive(String name) {
        Path file = sixNumbers(List.of(1L), List.of(1L), 0)
                .entry(name, () -> new byte[1])
                .write(home.resolve("names.pt"));
        assertThat(problem(file).expected()).isEqualTo("a name inside the archive");
    }

    @Test
    void refusesCompressedEntries() throws IOException {
        Path file = home.resolve("deflated.pt");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(Pickles.protocol2().op('}').stop());
            zip.closeEntry();
        }
        assertThat(problem(file).found()).isEqualTo("a compressed one");
    }

    @Test
    void refusesANameThatStandsTwice() throws IOException {
        Path file = sixNumbers(List.of(1L), List.of(1L), 0)
                .entry("archive/data/1", () -> new byte[1])
                .write(home.resolve("twice.pt"));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("archive/data/1", "archive/data/0"), StandardCharsets.ISO_8859_1);
        assertThat(problem(file).found()).isEqualTo("it twice");
    }

    @Test
    void refusesElementsWithAnotherChecksum() throws IOException {
        Path file = sixNumbers(List.of(6L), List.of(1L), 0).write(home.resolve("flipped.pt"));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("\r\0", "\n\0"), StandardCharsets.ISO_8859_1);
        assertThat(problem(file).expected()).contains("with the checksum");
    }

    @Test
    void refusesOtherByteOrders() {
        Path file = sixNumbers(List.of(6L), List.of(1L), 0)
                .entry("archive/byteorder", () -> "big\n".getBytes(StandardCharsets.UTF_8))
                .write(home.resolve("big.pt"));
        assertThat(problem(file).found()).isEqualTo("the byte order 'big'");
    }

    @Test
    void namesOtherFormats() throws IOException {
        byte[] legacy = {
            (byte) 0x80,
            2,
            (byte) 0x8a,
            10,
            'l',
            (byte) 0xfc,
            (byte) 0x9c,
            'F',
            (byte) 0xf9,
            32,
            'j',
            (byte) 0xa8,
            'P',
            25,
            '.'
        };
        assertThat(problem(Files.write(home.resolve("old.pt"), legacy)).found())
                .isEqualTo("the format of PyTorch before 1.6");
        assertThat(problem(Files.writeString(home.resolve("text.pt"), "hello world"))
                        .found())
                .isEqualTo("another format");
        assertThat(problem(Files.write(home.resolve("empty.pt"), new byte[0])).found())
                .isEqualTo("a file of 0 bytes");
        assertThat(problem(home).found()).isEqualTo("a directory");
        assertThat(problem(home.resolve("nowhere")).id()).isEqualTo("DLM-CKPT-1");
        Path script = new CheckpointFile()
                .entry("archive/constants.pkl", () -> new byte[1])
                .write(home.resolve("script.pt"));
        assertThat(problem(script).found()).isEqualTo("a TorchScript program");
    }

    @Test
    void refusesPicklesThatWouldRunCode() {
        Pickles attack = Pickles.protocol2()
                .global("os", "system")
                .op('(')
                .text("rm -rf ~")
                .ops("tR");
        assertThat(pickled(attack.stop()))
                .isEqualTo("[DLM-CKPT-5] " + home.resolve("pickle.pt")
                        + ": data.pkl: expected nothing but the names and tensors of a state_dict, found a reference to"
                        + " os.system. Pickles can run code, so nothing else is read. Save the plain tensors:"
                        + " torch.save(model.state_dict(), file).");
        assertThat(pickled(Pickles.protocol2()
                        .global("diffuseq.models", "TransformerNetModel")
                        .op(')')
                        .op(0x81)
                        .stop()))
                .contains("a reference to diffuseq.models.TransformerNetModel");
        assertThat(pickled(Pickles.protocol2().global("torch", "QInt8Storage").stop()))
                .contains("a reference to torch.QInt8Storage");
        assertThat(pickled(new Pickles().op(0x80).op(4).op(0x95).stop())).contains("found protocol 4");
        assertThat(pickled(Pickles.protocol2().op(0x8c).op(2).ops("os").op(0x93).stop()))
                .contains("protocol 4, 0x8c");
        assertThat(pickled(Pickles.protocol2().ops("cos\nsystem\n").stop())).contains("os.system");
        assertThat(pickled(Pickles.protocol2().ops("(ios\nsystem\n").stop())).contains("0x69");
        assertThat(pickled(Pickles.protocol2()
                        .global("torch._utils", "_rebuild_parameter")
                        .ops(")R")
                        .stop()))
                .contains("a call of PARAMETER with 0 arguments");
        assertThat(pickled(Pickles.protocol2()
                        .emptyOrderedDict()
                        .op('}')
                        .text("__class__")
                        .text("x")
                        .ops("sb")
                        .stop()))
                .contains("the attributes [__class__]");
    }

    @Test
    void refusesPicklesThatAreNoStateDict() {
        assertThat(pickled(Pickles.protocol2().number(3).stop())).contains("found a whole number");
        assertThat(pickled(Pickles.protocol2()
                        .op('}')
                        .text("model")
                        .op('}')
                        .op('s')
                        .stop()))
                .contains("entry model", "a dictionary where a tensor should stand");
        assertThat(pickled(
                        Pickles.protocol2().op('}').number(1).number(2).op('s').stop()))
                .contains("a whole number as a key");
        assertThat(pickled(new byte[] {'.'})).contains("expected a pickle");
        assertThat(pickled(Pickles.protocol2().op('}').stop())).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "u",
                "t",
                "}u",
                "(",
                "((t",
                "R",
                "}R",
                ")R",
                "))R",
                "b",
                "}b",
                "Q",
                ")Q",
                "h\1",
                "q\1",
                "}q\1h\2",
                "j\0\0\0\0",
                "X\u00ff\u00ff\u00ff\u007f",
                "X\u00ff\u00ff\u00ff\u00ff",
                "X\1\0\0\0\u00ff",
                "K",
                "M\1",
                "J",
                "c",
                "ca\n",
                "c\u0001\n\n",
                "}}",
                "\u008a\u0009",
                "\u0085",
                "}}\u0086\u0087",
                "}(X\1\0\0\0au",
                "}(X\1\0\0\0aK\1X\1\0\0\0aK\2u",
                "N",
                "\u0088",
                "}K\1\u0088s"
            })
    void refusesEveryBrokenPickle(String instructions) {
        assertThat(pickled(Pickles.protocol2().ops(instructions).stop())).startsWith("[DLM-CKPT-");
    }

    @Test
    void aPickleCannotTakeMuchMemory() {
        assertThat(pickled(Pickles.protocol2().ops("}".repeat(10_001)).stop())).contains("at most 10000 values");
        assertThat(pickled(Pickles.protocol2()
                        .ops(")".repeat(StateDictPickle.LONGEST))
                        .stop()))
                .contains("at most 2097152 bytes");
    }

    private String pickled(byte[] pickle) {
        Problem problem = problem(new CheckpointFile().write(home.resolve("pickle.pt"), pickle));
        return problem == null ? "none" : problem.toString();
    }

    private String id(CheckpointFile file) {
        return problem(file.write(home.resolve("file.pt"))).id();
    }

    /** What is wrong with a file; null if it can be read. */
    private static Problem problem(Path file) {
        UserException e = catchThrowableOfType(UserException.class, () -> {
            try (PytorchCheckpoint checkpoint = PytorchCheckpoint.open(file)) {
                checkpoint.shapes().keySet().forEach(checkpoint::read);
            }
        });
        return e == null ? null : e.problems().get(0);
    }

    private static byte[] longs(long... all) {
        java.nio.ByteBuffer bytes =
                java.nio.ByteBuffer.allocate(8 * all.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(all);
        return bytes.array();
    }
}
