package io.dlmone.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file.
 *
 * @param where the file, for messages
 * @param length bytes of the header
 * @param entries in the order of the header
 */
record SafetensorsHeader(String where, int length, List<Entry> entries, Map<String, String> metadata) {

    static final String METADATA = "__metadata__";
    static final String REMEDY = "Fetch or write the file again.";

    private static final JsonFactory JSON = new JsonFactory();

    /** One tensor: its elements are the bytes from begin to end, counted from the end of the header. */
    record Entry(String name, ElementType type, Shape shape, long begin, long end) {}

    /** Where the elements begin in the file. */
    long dataStart() {
        return 8L + length;
    }

    /** The tensors as they follow each other in the file, without hole, overlap or, if the size is known, tail. */
    List<Entry> inFileOrder(long dataSize) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        List<Problem> problems = new ArrayList<>();
        long at = 0;
        for (Entry e : sorted) {
            if (e.begin() != at && problems.size() < SafetensorsHeaderReader.SHOWN) {
                problems.add(new Problem(
                        ErrorId.TENSOR_7,
                        where + ": tensor " + e.name(),
                        "its data at offset " + at + ", where the tensor before it ends",
                        "offset " + e.begin(),
                        REMEDY));
            }
            at = Math.max(at, e.end());
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        if (dataSize >= 0 && dataSize < at) {
            throw new UserException(truncated(dataSize));
        }
        if (dataSize > at) {
            throw new UserException(tail(dataSize - at + " more bytes"));
        }
        return sorted;
    }

    /** Tensors in the order of the header, with the metadata. */
    Safetensors arranged(Map<String, Tensor> tensors) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        entries.stream()
                .filter(e -> tensors.containsKey(e.name()))
                .forEach(e -> all.put(e.name(), tensors.get(e.name())));
        return new Safetensors(all, metadata);
    }

    Problem truncated(long found) {
        long needed = entries.stream().mapToLong(Entry::end).max().orElse(0);
        return new Problem(
                ErrorId.TENSOR_2, where, needed + " bytes of tensor data", found + ": the file is cut off", REMEDY);
    }

    Problem tail(String found) {
        return new Problem(ErrorId.TENSOR_7, where, "the end of the file after the last tensor", found, REMEDY);
    }

    /** The header of some tensors in the order given, padded with spaces so that the data begin at a multiple of 8. */
    static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator g = JSON.createGenerator(out)) {
            g.writeStartObject();
            if (!metadata.isEmpty()) {
                g.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> e : metadata.entrySet()) {
                    g.writeStringField(e.getKey(), e.getValue());
                }
                g.writeEndObject();
            }
            long at = 0;
            for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
                if (e.getKey().equals(METADATA)) {
                    throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
                }
                Tensor tensor = e.getValue();
                long end = at + (long) tensor.shape().size() * tensor.type().bytes();
                g.writeObjectFieldStart(e.getKey());
                g.writeStringField("dtype", ElementType.of(tensor.type()).name());
                g.writeFieldName("shape");
                int[] dims = tensor.shape().dims();
                g.writeArray(dims, 0, dims.length);
                g.writeFieldName("data_offsets");
                g.writeArray(new long[] {at, end}, 0, 2);
                g.writeEndObject();
                at = end;
            }
            g.writeEndObject();
        }
        while (out.size() % 8 != 0) {
            out.write(' ');
        }
        return out.toByteArray();
    }
}
