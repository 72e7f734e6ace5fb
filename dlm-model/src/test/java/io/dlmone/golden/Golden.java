package io.dlmone.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reference values made by the official DiffuSeq code in PyTorch: one group of tensors, from the test resource
 * {@code /golden/<group>.safetensors}. See the README beside them.
 */
public final class Golden {

    private final String group;
    private final JsonNode header;
    private final ByteBuffer data;

    private Golden(String group, JsonNode header, ByteBuffer data) {
        this.group = group;
        this.header = header;
        this.data = data;
    }

    /** Reads a group, such as {@code forward}. */
    public static Golden of(String group) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + group + ".safetensors")) {
            if (in == null) {
                throw new IllegalArgumentException("no golden values " + group);
            }
            ByteBuffer all = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] json = new byte[Math.toIntExact(all.getLong())];
            all.get(json);
            JsonNode header = new ObjectMapper().readTree(new String(json, UTF_8));
            return new Golden(group, header, all.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all tensors that start with {@code prefix}, without it. */
    public List<String> namesAfter(String prefix) {
        List<String> names = new ArrayList<>();
        header.fieldNames().forEachRemaining(n -> {
            if (n.startsWith(prefix) && !n.equals("__metadata__")) {
                names.add(n.substring(prefix.length()));
            }
        });
        return names;
    }

    /** All tensors whose names start with {@code prefix}, by the rest of the name. */
    public Map<String, Tensor> after(String prefix) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        namesAfter(prefix).forEach(n -> all.put(n, tensor(prefix + n)));
        return all;
    }

    public Shape shape(String name) {
        JsonNode dims = entry(name).get("shape");
        int[] shape = new int[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dims.get(i).intValue();
        }
        return Shape.of(shape);
    }

    /** A float tensor as FLOAT32, an integer tensor as INT64. */
    public Tensor tensor(String name) {
        Shape shape = shape(name);
        double[] values = doubles(name);
        if (isInteger(name)) {
            long[] longs = new long[values.length];
            for (int i = 0; i < longs.length; i++) {
                longs[i] = (long) values[i];
            }
            return Tensor.of(shape, longs);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(shape, floats);
    }

    /** Entry i of a float tensor's first axis. */
    public Tensor tensor(String name, int i) {
        Shape whole = shape(name);
        int[] dims = whole.dims();
        Shape shape = Shape.of(java.util.Arrays.copyOfRange(dims, 1, dims.length));
        int n = shape.size();
        return Tensor.of(shape, java.util.Arrays.copyOfRange(tensor(name).floats(), i * n, (i + 1) * n));
    }

    /** A mask of zeros and ones {@code [batch, length]} as BOOL {@code [batch, length, 1]}. */
    public Tensor mask(String name) {
        double[] values = doubles(name);
        boolean[] mask = new boolean[values.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = values[i] != 0;
        }
        return Tensor.of(shape(name).append(1), mask);
    }

    /** The values of a tensor of any type. */
    public double[] doubles(String name) {
        JsonNode entry = entry(name);
        int at = entry.get("data_offsets").get(0).intValue();
        double[] values = new double[shape(name).size()];
        String type = entry.get("dtype").textValue();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "F32" -> data.getFloat(at + 4 * i);
                case "F64" -> data.getDouble(at + 8 * i);
                case "I32" -> data.getInt(at + 4 * i);
                default -> throw new IllegalStateException(name + " is " + type);
            };
        }
        return values;
    }

    private boolean isInteger(String name) {
        return entry(name).get("dtype").textValue().startsWith("I");
    }

    private JsonNode entry(String name) {
        JsonNode entry = header.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no golden value " + name + " in " + group);
        }
        return entry;
    }

    @Override
    public String toString() {
        return "golden " + group;
    }
}
