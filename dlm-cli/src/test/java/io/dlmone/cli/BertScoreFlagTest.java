package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dlm evaluate --bertscore}, with an encoder that looks its embeddings up. */
class BertScoreFlagTest {

    private static final String VOCABULARY = "[PAD]\n[UNK]\n[CLS]\n[SEP]\neast\nnorth\nnortheast\n";
    private static final float[] EMBEDDINGS = {
        0,
        0,
        1,
        0,
        0,
        2,
        0,
        0,
        1,
        0,
        0,
        1, // [PAD] [UNK] [CLS] [SEP]
        2,
        0,
        0,
        0,
        3,
        0,
        1,
        1,
        0 // east north northeast
    };

    @TempDir
    Path home;

    private Path outputs;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(home.resolve("vocab.txt"), VOCABULARY);
        String row = "{\"recover\": \"[CLS] east northeast [SEP]\", \"reference\": \"east\", \"source\": \"s\"}";
        outputs = Files.writeString(home.resolve("o.json"), row);
    }

    static ModelProto lookup(String input) {
        TensorProto.Builder table = TensorProto.newBuilder()
                .setName("table")
                .setDataType(1)
                .addDims(7)
                .addDims(3);
        for (float value : EMBEDDINGS) {
            table.addFloatData(value);
        }
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("lookup")
                .addInput(ValueInfoProto.newBuilder()
                        .setName(input)
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder()
                                        .setElemType(7)
                                        .setShape(TensorShapeProto.newBuilder()
                                                .addDim(TensorShapeProto.Dimension.newBuilder()
                                                        .setDimParam("batch"))
                                                .addDim(TensorShapeProto.Dimension.newBuilder()
                                                        .setDimParam("tokens"))))))
                .addInitializer(table)
                .addNode(NodeProto.newBuilder()
                        .setOpType("Gather")
                        .addInput("table")
                        .addInput(input)
                        .addOutput("last_hidden_state"))
                .addOutput(ValueInfoProto.newBuilder()
                        .setName("last_hidden_state")
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1))));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    private Dlm.Result evaluate(Path model) {
        return Dlm.run("evaluate", "--outputs=" + outputs, "--bertscore=" + model, "--json", "--threads=1");
    }

    @Test
    void similarityIsMeasuredWithTheEncoderGiven() throws IOException {
        Files.write(home.resolve("model.onnx"), lookup("input_ids").toByteArray());
        Dlm.Result result = evaluate(home);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("skipped");
        double precision = (1 + Math.sqrt(0.5)) / 2;
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("bertScore").asDouble()).isCloseTo(2 * precision / (precision + 1), within(1e-6));
        assertThat(evaluate(home.resolve("model.onnx")).out()).isEqualTo(result.out());
    }

    @Test
    void otherModelsAreRefused() throws IOException {
        assertThat(evaluate(home).err()).contains("[DLM-ONNX-5]", "model.onnx", "nothing");
        Files.write(home.resolve("model.onnx"), new byte[] {1, 2, 3});
        assertThat(evaluate(home).err()).contains("[DLM-ONNX-5]", "refuses");
        Files.write(home.resolve("model.onnx"), lookup("pixels").toByteArray());
        Dlm.Result result = evaluate(home);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-BERTSCORE-1]", "input_ids", "pixels");
        Files.delete(home.resolve("vocab.txt"));
        assertThat(evaluate(home).err()).contains("vocab.txt");
    }
}
