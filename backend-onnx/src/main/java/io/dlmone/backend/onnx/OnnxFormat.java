package io.dlmone.backend.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.dlmone.backend.ProgramFormat;
import io.dlmone.graph.Graph;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** ONNX models of operators of the standard only (opset 21), with their weights inside. */
final class OnnxFormat implements ProgramFormat {

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public String fileName() {
        return "model.onnx";
    }

    @Override
    public void write(Graph graph, boolean anyRows, Path directory) throws IOException {
        ModelProto model = OnnxLowering.file(graph, anyRows);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(fileName())))) {
            model.writeTo(out);
        }
    }
}
