package io.dlmone.cli;

import io.dlmone.builtin.BuiltinData;
import io.dlmone.data.SentencePairFile;
import io.dlmone.data.Split;
import io.dlmone.error.ErrorId;
import io.dlmone.eval.OutputSet;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.JsonFile;
import io.dlmone.io.OutputPlace;
import io.dlmone.io.Safetensors;
import io.dlmone.io.SafetensorsFile;
import io.dlmone.io.YamlFile;
import io.dlmone.io.pytorch.CheckpointFile;
import io.dlmone.io.pytorch.Pickles;
import io.dlmone.io.pytorch.PytorchCheckpoint;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.TokenizerJson;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.tokenizer.VocabularyFile;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.data.DataConversion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files that cannot be read or written, or hold what they should not. */
final class FileProblems extends Provocations {

    private static final byte[] NOT_UTF8 = {'"', (byte) 0xff, '"'};

    FileProblems(Path home) {
        super(home);
        data();
        vocabularies();
        safetensors();
        checkpoints();
        outputs();
        refuse(ErrorId.JSON_1, () -> JsonFile.read(text("config.json", "[1]"), "a JSON object of flags"));
        refuse(
                ErrorId.YAML_1,
                () -> YamlFile.read(
                        text("config.yaml", "data: !!java.net.URL [x]"), "the configuration of a training"));
        refuse(ErrorId.NGRAM_1, () -> NgramModel.of(Map.of(), 4, "ngrams.safetensors"));
    }

    private Path text(String name, String content) throws IOException {
        return Files.writeString(home.resolve(name), content);
    }

    private Path bytes(String name, byte[] content) throws IOException {
        return Files.write(home.resolve(name), content);
    }

    private void data(ErrorId id, String lines) {
        refuse(id, () -> SentencePairFile.read(text("train.jsonl", lines)));
    }

    private void table(ErrorId id, String lines) {
        refuse(id, () -> DataConversion.of(text("pairs.csv", lines), home.resolve("data"))
                .run(ProgressListener.NONE));
    }

    private void data() {
        refuse(ErrorId.DATA_1, () -> SentencePairFile.read(home.resolve("none.jsonl")));
        refuse(ErrorId.DATA_2, () -> SentencePairFile.read(bytes("train.jsonl", NOT_UTF8)));
        data(ErrorId.DATA_3, "{\"src\": \"how are you ?\", \"trg\": \"how do you");
        data(ErrorId.DATA_4, "[\"how are you ?\", \"how do you do ?\"]");
        data(ErrorId.DATA_5, "{\"src\": \"how are you ?\"}");
        data(ErrorId.DATA_6, "{\"src\": \"how are you ?\", \"trg\": 7}");
        data(ErrorId.DATA_7, "{\"src\": \"how are you ?\", \"trg\": \" \"}");
        data(ErrorId.DATA_8, "");
        data(ErrorId.DATA_9, "{}\n".repeat(30));
        data(ErrorId.DATA_10, "x".repeat((1 << 20) + 5));
        data(ErrorId.DATA_11, "{\"src\": \"how are you ?\", \"trg\": \"\\ud83d\"}");
        refuse(ErrorId.DATA_12, () -> BuiltinData.open("builtin:paraphrases"));
        table(ErrorId.DATA_13, "src,trg\nhow are you, my friend ?,how do you do ?\n");
        table(ErrorId.DATA_14, "src,trg\n\"how are you ?,how do you do ?\n");
        table(ErrorId.DATA_15, "question,answer\nhow are you ?,fine\n");
        refuse(ErrorId.DATA_16, () -> new DataConversion(
                        Map.of(Split.TRAIN, List.of(text("de.txt", "eins\nzwei\n"), text("en.txt", "one\n"))),
                        DataConversion.COLUMNS,
                        ',',
                        0,
                        0,
                        1,
                        false,
                        false,
                        home.resolve("data"))
                .run(ProgressListener.NONE));
        String row = "{\"recover\": \"a\", \"reference\": \"b\", \"source\": \"c\"}\n";
        refuse(ErrorId.OUTPUT_1, () -> OutputSet.read(List.of(text("seed1.json", row + row), text("seed2.json", row))));
        refuse(
                ErrorId.OUTPUT_2,
                () -> OutputSet.read(
                        List.of(text("seed1.json", row), text("seed2.json", row.replace("\"c\"", "\"d\"")))));
    }

    private void vocabularies() {
        String special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
        refuse(ErrorId.VOCAB_1, () -> VocabularyFile.read(text("vocab.txt", "[PAD]\n[UNK]\n[CLS]\nred\n")));
        refuse(ErrorId.VOCAB_2, () -> VocabularyFile.read(text("vocab.txt", special + "red\nred\n")));
        refuse(ErrorId.VOCAB_3, () -> VocabularyFile.read(bytes("vocab.txt", NOT_UTF8)));
        refuse(ErrorId.VOCAB_4, () -> VocabularyFile.read(home.resolve("none.txt")));
        refuse(
                ErrorId.VOCAB_5,
                () -> VocabularyFile.read(text(
                        "vocab.txt",
                        IntStream.rangeClosed(0, 1_000_000)
                                .mapToObj(i -> i + "\n")
                                .collect(Collectors.joining()))));
        refuse(
                ErrorId.VOCAB_6,
                () -> Vocabulary.of(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "re\nd"), "tokenizer.json"));
        refuse(ErrorId.TOKEN_1, () -> Tokenizers.check("words"));
        refuse(ErrorId.TOKEN_2, () -> TokenizerJson.read(text("tokenizer.json", "{\"model\": {\"type\": \"BPE\"}}")));
        refuse(
                ErrorId.TOKEN_3,
                () -> Tokenizers.read(text("tokenizer.json", "{\"model\": {\"type\": \"WordLevel\"}}")));
    }

    private void header(ErrorId id, String header, int... data) {
        refuse(id, () -> Safetensors.read(file(header, data)));
    }

    private Path file(String header, int... data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text);
        for (int each : data) {
            file.put((byte) each);
        }
        return bytes("model.safetensors", file.array());
    }

    private static String entry(String name, String type, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }

    private void safetensors() {
        refuse(ErrorId.TENSOR_1, () -> Safetensors.read(home.resolve("none.safetensors")));
        refuse(ErrorId.TENSOR_2, () -> Safetensors.read(text("model.safetensors", "cut")));
        header(ErrorId.TENSOR_3, "[1, 2]");
        header(ErrorId.TENSOR_4, "{\"a\":7}");
        refuse(ErrorId.TENSOR_5, () -> {
            Path file = file("{" + entry("a", "F8_E5M2", "[2]", "[0,2]") + "}", 0, 0);
            try (SafetensorsFile open = SafetensorsFile.open(file)) {
                open.tensor("a");
            }
        });
        header(ErrorId.TENSOR_6, "{" + entry("a", "BOOL", "[2]", "[0,4]") + "}", 0, 0, 0, 0);
        header(ErrorId.TENSOR_7, "{" + entry("a", "BOOL", "[3]", "[1,4]") + "}", 0, 0, 0, 0);
        header(ErrorId.TENSOR_8, "{" + entry("a", "BOOL", "[2]", "[0,2]") + "}", 1, 7);
        String faults = IntStream.range(0, 30).mapToObj(i -> "\"a" + i + "\":7").collect(Collectors.joining(","));
        header(ErrorId.TENSOR_9, "{" + faults + "}");
        Tensor one = Tensor.of(Shape.of(1), 1f);
        refuse(ErrorId.TENSOR_10, () -> {
            Path file = home.resolve("one.safetensors");
            new Safetensors(Map.of("one", one), Map.of()).write(file);
            try (SafetensorsFile open = SafetensorsFile.open(file)) {
                open.tensor("two");
            }
        });
        refuse(
                ErrorId.TENSOR_11,
                () -> FiniteTensors.require(Map.of("one", Tensor.of(Shape.of(2), 1f, Float.NaN)), "model.safetensors"));
    }

    private void pickle(ErrorId id, byte[] pickle) {
        refuse(id, () -> PytorchCheckpoint.open(new CheckpointFile().write(home.resolve("model.pt"), pickle)));
    }

    private void checkpoints() {
        refuse(ErrorId.CKPT_1, () -> PytorchCheckpoint.open(home.resolve("none.pt")));
        refuse(ErrorId.CKPT_2, () -> PytorchCheckpoint.open(text("model.pt", "no zip archive")));
        refuse(
                ErrorId.CKPT_3,
                () -> PytorchCheckpoint.open(new CheckpointFile()
                        .entry("archive/../evil", () -> new byte[1])
                        .write(home.resolve("model.pt"))));
        pickle(ErrorId.CKPT_4, "no pickle".getBytes(StandardCharsets.UTF_8));
        pickle(
                ErrorId.CKPT_5,
                Pickles.protocol2()
                        .global("os", "system")
                        .op('(')
                        .text("rm -rf ~")
                        .ops("tR")
                        .stop());
        refuse(
                ErrorId.CKPT_6,
                () -> PytorchCheckpoint.open(new CheckpointFile()
                        .view("a", "FloatStorage", "0", 1L << 40, 0, List.of(1L), List.of(1L))
                        .entry("archive/data/0", () -> new byte[4])
                        .write(home.resolve("model.pt"))));
    }

    private void outputs() {
        refuse(ErrorId.IO_1, () -> AtomicFiles.write(Path.of("/dev/full"), out -> out.write(1)));
        refuse(
                ErrorId.IO_2,
                () -> AtomicFiles.write(text("file", "").resolve("model.safetensors"), out -> out.write(1)));
        refuse(ErrorId.IO_3, () -> {
            Path full = Files.createDirectories(home.resolve("thesis"));
            Files.writeString(full.resolve("thesis.txt"), "precious");
            OutputPlace.requireDirectory(full);
        });
        provoke(ErrorId.IO_4, this::whatCannotBeRemoved);
        refuse(ErrorId.IO_5, () -> OutputPlace.requireFile(Files.createDirectories(home.resolve("directory"))));
    }

    /**
     * A tree as deep as a path can be long, so that under the longer name of what is replaced no path reaches its end.
     */
    private String whatCannotBeRemoved() throws IOException {
        Path target = Files.createDirectory(home.resolve("replaced"));
        Path deep = target;
        for (int left = 4095 - target.toString().length();
                left > 1;
                left = 4095 - deep.toString().length()) {
            deep = Files.createDirectory(deep.resolve("d".repeat(Math.min(200, left - 1))));
        }
        try {
            return refusal(() -> AtomicFiles.replaceDirectory(target, d -> Files.writeString(d.resolve("new"), "")));
        } finally {
            try (Stream<Path> names = Files.list(home)) {
                for (Path left : names.filter(p -> p.getFileName().toString().startsWith(".replaced"))
                        .toList()) {
                    Files.move(left, home.resolve("r"));
                }
            }
        }
    }
}
