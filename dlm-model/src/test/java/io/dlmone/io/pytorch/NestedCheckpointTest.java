package io.dlmone.io.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.contract.Mutations;
import io.dlmone.error.UserException;
import io.dlmone.golden.GoldenElf;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One state_dict of a file that holds several, beside the state of an optimiser. */
class NestedCheckpointTest {

    private static final List<String> WANTED = List.of("ema_params1", "params");

    @TempDir
    Path home;

    @Test
    void readsTheAveragedWeightsOfAnOfficialFile() {
        Path file = GoldenElf.copyTo(home).resolve(GoldenElf.CHECKPOINT);
        try (PytorchCheckpoint ema = PytorchCheckpoint.open(file, WANTED);
                PytorchCheckpoint raw = PytorchCheckpoint.open(file, List.of("params"))) {
            assertThat(ema.shapes()).hasSize(47).isEqualTo(raw.shapes());
            assertThat(ema.shapes()).containsEntry("unembed_kernel", Shape.of(16, 200));
            assertThat(ema.read("unembed_kernel")).isNotEqualTo(raw.read("unembed_kernel"));
            assertThat(ema.shapes().keySet())
                    .allSatisfy(name -> assertThat(ema.read(name).floats())
                            .as(name)
                            .hasSize(ema.shapes().get(name).size()));
        }
    }

    @Test
    void whatIsNotWantedIsNotRead() throws IOException {
        Path file = nested();
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("momentum of 16 b", "MOMENTUM OF 16 B"), StandardCharsets.ISO_8859_1);
        assertThat(read(file, WANTED)).containsExactly(Map.entry("w", Tensor.of(Shape.of(2), 3f, 4f)));
        assertThat(read(file, List.of("no such", "params")))
                .containsExactly(Map.entry("w", Tensor.of(Shape.of(2), 1f, 2f)));
    }

    @Test
    void saysWhatIsThereWhereNothingWantedIs() {
        Path file = nested();
        assertThat(message(file, List.of("model", "ema")))
                .contains("DLM-CKPT-4")
                .contains(
                        "expected a dictionary with model or ema in it, found one with params, ema_params1, opt_state,");
        assertThat(message(file, List.of("opt_state")))
                .contains("opt_state: entry state: expected")
                .contains("a dictionary where a tensor should stand");
        assertThat(message(file, List.of("step"))).contains("step: expected").contains("a whole number");
        assertThat(message(file, List.of())).contains("entry params: expected");
        Path flat = new CheckpointFile()
                .parameter("w", Shape.of(1), () -> new float[1])
                .write(home.resolve("flat"));
        assertThat(message(flat, WANTED)).contains("found one with w.");
    }

    /** Neither is gone down into, so that no depth is too deep. */
    @Test
    void valuesMayHoldThemselvesOrLieDeepInEachOther() {
        Pickles cycle = Pickles.protocol2().op('}').ops("q\1").text("a").ops("]q\2h\1ah\2as");
        assertThat(pickled(cycle.stop())).contains("entry a: expected").contains("found a list where");
        Pickles deep = Pickles.protocol2().op(')');
        for (int i = 0; i < 1_000_000; i++) {
            deep.op(0x85);
        }
        assertThat(pickled(deep.stop())).contains("DLM-CKPT-5").contains("found a tuple.");
        Pickles key = Pickles.protocol2().op('}').op(')');
        for (int i = 0; i < 1_000_000; i++) {
            key.op(0x85);
        }
        assertThat(pickled(key.ops("Ns").stop())).contains("a dictionary with a tuple as a key");
        assertThat(pickled(Pickles.protocol2().ops("}Na").stop())).contains("expected a list");
        assertThat(pickled(Pickles.protocol2().ops("]}e").stop())).contains("expected a mark");
        assertThat(pickled(Pickles.protocol2().ops("}G1234567").stop())).contains("it is cut off");
    }

    @Test
    void aSpoiltFileIsRefusedOrItsWeightsAreRight() throws IOException {
        Path file = nested();
        Map<String, Tensor> sound = read(file, WANTED);
        int refused = Mutations.run(4_000, 50_000, Files.readAllBytes(file), bytes -> {
            Map<String, Tensor> read = read(Mutations.write(file, bytes), WANTED);
            if (read.keySet().equals(sound.keySet()) && read.get("w").shape().equals(Shape.of(2))) {
                assertThat(read.get("w").floats()).containsAnyOf(1, 2, 3, 4);
            }
        });
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void aSpoiltOfficialPickleIsRefusedOrRead() throws IOException {
        Path file = GoldenElf.copyTo(home).resolve(GoldenElf.CHECKPOINT);
        byte[] pickle;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            pickle = zip.getInputStream(zip.getEntry("checkpoint_12/data.pkl")).readAllBytes();
        }
        int refused = Mutations.run(4_000, 60_000, pickle, bytes -> StateDictPickle.read(bytes, "data.pkl", WANTED));
        assertThat(refused).isGreaterThan(2_000);
    }

    private static Map<String, Tensor> read(Path file, List<String> wanted) {
        try (PytorchCheckpoint checkpoint = PytorchCheckpoint.open(file, wanted)) {
            Map<String, Tensor> all = new LinkedHashMap<>();
            checkpoint.shapes().keySet().forEach(name -> all.put(name, checkpoint.read(name)));
            return all;
        }
    }

    private static String message(Path file, List<String> wanted) {
        return catchThrowableOfType(UserException.class, () -> read(file, wanted))
                .problems()
                .get(0)
                .toString();
    }

    private String pickled(byte[] pickle) {
        return message(new CheckpointFile().write(home.resolve("pickle"), pickle), List.of());
    }

    /** A file as the official ELF code saves it: parameters, averages, an optimiser's state, numbers. */
    private Path nested() {
        Pickles pickle = Pickles.protocol2().op('}').op('(');
        pickle.text("params").emptyOrderedDict().text("w");
        pickle.tensor("FloatStorage", "0", 2, 0, List.of(2L), List.of(1L)).op('s');
        pickle.op('}').text("_metadata").emptyOrderedDict().ops("sb");
        pickle.text("ema_params1").op('}').text("w");
        pickle.tensor("FloatStorage", "1", 2, 0, List.of(2L), List.of(1L)).op('s');
        pickle.text("opt_state").op('}').op('(').text("state").op('}').number(0).op('}');
        pickle.text("momentum").tensor("FloatStorage", "2", 4, 0, List.of(4L), List.of(1L));
        pickle.ops("ss").text("groups").ops("](}").text("betas").op('(');
        pickle.ops("G?\u00ec\u00cc\u00cc\u00cc\u00cc\u00cc\u00cdK\1tseu");
        pickle.text("lr_scheduler").op('N').text("step").number(12);
        pickle.text("dropout_rng").tensor("ByteStorage", "3", 3, 0, List.of(3L), List.of(1L));
        return new CheckpointFile()
                .entry("archive/data/0", () -> floats(1, 2))
                .entry("archive/data/1", () -> floats(3, 4))
                .entry("archive/data/2", () -> "momentum of 16 b".getBytes(StandardCharsets.UTF_8))
                .entry("archive/data/3", () -> new byte[3])
                .write(home.resolve("nested"), pickle.op('u').stop());
    }

    private static byte[] floats(float... all) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * all.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(all);
        return bytes.array();
    }
}
