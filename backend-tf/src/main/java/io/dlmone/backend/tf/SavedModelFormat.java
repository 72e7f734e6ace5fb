package io.dlmone.backend.tf;

import io.dlmone.backend.ProgramFormat;
import io.dlmone.graph.Graph;
import io.dlmone.graph.TensorType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.VersionDef;

/** SavedModels with one signature, {@code serving_default}, and their weights as constants of the graph. */
final class SavedModelFormat implements ProgramFormat {

    /** That of TensorFlow 2.10: the operators mean what they meant there, and later. */
    private static final int PRODUCER = 1087;

    @Override
    public String name() {
        return "savedmodel";
    }

    @Override
    public String fileName() {
        return "saved_model.pb";
    }

    @Override
    public void write(Graph graph, boolean anyRows, Path directory) throws IOException {
        TfModel model = TfLowering.file(graph, anyRows);
        GraphDef nodes = model.graph().toBuilder()
                .setVersions(VersionDef.newBuilder().setProducer(PRODUCER))
                .build();
        MetaGraphDef.MetaInfoDef tags =
                MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve").build();
        SavedModel saved = SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(MetaGraphDef.newBuilder()
                        .setMetaInfoDef(tags)
                        .setGraphDef(nodes)
                        .putSignatureDef("serving_default", signature(model, anyRows)))
                .build();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(fileName())))) {
            saved.writeTo(out);
        }
    }

    private static SignatureDef signature(TfModel model, boolean anyRows) {
        SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
        for (NodeDef node : model.graph().getNodeList()) {
            String input = model.fed().get(node.getName());
            if (input != null) {
                AttrValue shape = node.getAttrOrThrow("shape");
                signature.putInputs(
                        input,
                        TensorInfo.newBuilder()
                                .setName(node.getName() + ":0")
                                .setDtype(node.getAttrOrThrow("dtype").getType())
                                .setTensorShape(shape.getShape())
                                .build());
            }
        }
        int number = 0;
        for (Map.Entry<String, TensorType> output : model.outputs().entrySet()) {
            int[] dims = output.getValue().shape().dims();
            dims[0] = anyRows ? -1 : dims[0];
            signature.putOutputs(
                    output.getKey(),
                    TensorInfo.newBuilder()
                            .setName(TfModel.output(number++) + ":0")
                            .setDtype(NativeTensor.dataType(output.getValue().type()))
                            .setTensorShape(GraphBuilder.proto(dims))
                            .build());
        }
        return signature.build();
    }
}
