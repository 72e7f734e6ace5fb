package io.dlmone.distill;

import io.dlmone.error.UserException;
import io.dlmone.io.SafetensorsFile;
import io.dlmone.objective.DistillationContext;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;

/** Reads what {@link EndpointFile} wrote; a training that needs more begins again with the first. */
final class StoredEndpoints implements Endpoints {

    private static final String SAME = "endpoints of the same data, seed, batch, microbatch, noise and coupling";

    private final String file;
    private final Tensor tokens;
    private final long[] checksums;

    private StoredEndpoints(String file, Tensor tokens, long[] checksums) {
        this.file = file;
        this.tokens = tokens;
        this.checksums = checksums;
    }

    /**
     * Opens a file.
     *
     * @throws UserException if it holds something else, or endpoints of another training
     */
    static StoredEndpoints open(String file, DistillationContext context, int copies) {
        try (SafetensorsFile in = SafetensorsFile.open(EndpointFile.path(file))) {
            if (!in.names().containsAll(Set.of(EndpointFile.TOKENS, EndpointFile.SOURCES))) {
                throw other(file, "tensors " + in.names());
            }
            Tensor tokens = in.tensor(EndpointFile.TOKENS);
            Tensor sources = in.tensor(EndpointFile.SOURCES);
            int[] shape = tokens.shape().dims();
            boolean fits = shape.length == 3
                    && shape[0] > 0
                    && shape[1] == context.settings().microbatch()
                    && shape[2] == context.model().length()
                    && sources.shape().size() == shape[0];
            if (!fits) {
                throw other(file, "tensor tokens of shape " + tokens.shape());
            }
            StoredEndpoints endpoints = new StoredEndpoints(file, tokens, sources.longs());
            endpoints.requireOf(EndpointSources.of(context, copies, 0));
            return endpoints;
        }
    }

    @Override
    public long number(long k) {
        return k % checksums.length;
    }

    @Override
    public long[] tokens(EndpointSources sources) {
        requireOf(sources);
        int each = tokens.shape().size() / checksums.length;
        int from = (int) sources.number() * each;
        return Arrays.copyOfRange(tokens.longs(), from, from + each);
    }

    private void requireOf(EndpointSources sources) {
        if (checksums[(int) sources.number()] != sources.checksum()) {
            throw other(file, "endpoints of others in " + file);
        }
    }

    private static UserException other(String file, String found) {
        return new UserException(
                KdObjective.ENDPOINT_FILE.problem(SAME, found.contains(file) ? found : found + " in " + file));
    }
}
