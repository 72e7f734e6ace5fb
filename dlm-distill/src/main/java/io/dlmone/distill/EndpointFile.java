package io.dlmone.distill;

import io.dlmone.error.UserException;
import io.dlmone.io.Safetensors;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of endpoints for setting {@code endpoint-file} of objective {@code kd}: safetensors with {@code tokens}
 * {@code [microbatches, microbatch, length]} and {@code sources} {@code [microbatches]}, a sum over what each of them
 * was sampled for.
 */
public final class EndpointFile {

    static final String TOKENS = "tokens";
    static final String SOURCES = "sources";

    private EndpointFile() {}

    static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UserException(KdObjective.ENDPOINT_FILE.problem("the path of a file", file));
        }
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param file where to
     * @param tokens of each microbatch, {@code [microbatch, length]}
     * @param checksums of each microbatch's sources
     * @param rows of a microbatch
     * @param about how they were made, for people
     */
    public static void write(Path file, List<long[]> tokens, long[] checksums, int rows, Map<String, String> about) {
        int each = tokens.get(0).length;
        long[] all = new long[Math.multiplyExact(each, tokens.size())];
        for (int i = 0; i < tokens.size(); i++) {
            System.arraycopy(tokens.get(i), 0, all, i * each, each);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(TOKENS, Tensor.of(Shape.of(tokens.size(), rows, each / rows), all));
        tensors.put(SOURCES, Tensor.of(Shape.of(checksums.length), checksums));
        new Safetensors(tensors, about).write(file);
    }
}
