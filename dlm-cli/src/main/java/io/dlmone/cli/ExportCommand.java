package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.io.OutputPlace;
import io.dlmone.student.export.Int8Model;
import io.dlmone.student.export.ModelExport;
import io.dlmone.train.Checks;
import io.dlmone.train.ProgressListener;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm export}: writes a student as files that run without this program. */
@Command(
        name = "export",
        description = "Writes a one-step student as a folder that runs without this program: the network from token ids"
                + " to token ids, noise included, as a file of an engine, with the vocabulary, code and a README for"
                + " Python, Java and JavaScript, and checksums. N-grams are left out. Of a teacher: one sampling step.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class ExportCommand implements Runnable {

    private final ProgressListener progress;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "A student of one network call, or a teacher: a model directory or a built-in model.")
    private String model;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "onnx",
            description =
                    "The file: onnx (ONNX Runtime), torchscript (PyTorch), savedmodel (TensorFlow), or that of another"
                            + " backend on the class path; web: onnx, and a page on which it runs in a browser.")
    private String format;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sentences in one call, from 1. Default: any number, call by call.")
    private Integer batch;

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "fp32",
            description = "Of the weights of matrix products: as the model has them (fp32), or int8, as of a model that"
                    + " 'dlm quantize' has made.")
    private String precision;

    @Option(
            names = "--runtime",
            paramLabel = "DIR",
            defaultValue = "node_modules",
            description = "For web: where npm has put onnxruntime-web.")
    private Path runtime;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The directory to write, new or empty.")
    private Path out;

    @Inject
    ExportCommand(ProgressListener progress) {
        this.progress = progress;
    }

    @Override
    public void run() {
        OutputPlace.requireDirectory(out);
        Checks checks = new Checks().oneOf("precision", precision, List.of("fp32", "int8"));
        if (batch != null) {
            checks.whole("batch", batch, 1, Checks.MOST_TOGETHER);
        }
        checks.refuse();
        OptionalInt size = batch == null ? OptionalInt.empty() : OptionalInt.of(batch);
        ModelBundle bundle = ModelDirectory.load(model);
        new ModelExport(precision.equals("int8") ? Int8Model.of(bundle) : bundle, format, size, runtime).write(out);
        progress.say("Wrote " + out + "; its README.md says how to run it");
    }
}
