package io.dlmone.backend.djl;

import io.dlmone.backend.ProgramFormat;
import io.dlmone.graph.Graph;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** TorchScript archives for {@code torch.jit.load}, of PyTorch's general operators, with their weights as buffers. */
final class TorchScriptFormat implements ProgramFormat {

    @Override
    public String name() {
        return "torchscript";
    }

    @Override
    public String fileName() {
        return "model.pt";
    }

    @Override
    public void write(Graph graph, boolean anyRows, Path directory) throws IOException {
        Script script = DjlLowering.file(graph, anyRows);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(fileName())))) {
            TorchScriptArchive.write(script, out);
        }
    }
}
