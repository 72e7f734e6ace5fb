package io.dlmone.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses the JSON header of a safetensors file as a stream, so that a hostile one cannot fill the memory. */
final class SafetensorsHeaderReader {

    static final int SHOWN = 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int HIGHEST_RANK = 16;

    private final String where;
    private final List<SafetensorsHeader.Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int hidden;

    private SafetensorsHeaderReader(String where) {
        this.where = where;
    }

    /** Reads a header; throws with every faulty tensor. */
    static SafetensorsHeader read(byte[] bytes, String where) {
        SafetensorsHeaderReader reader = new SafetensorsHeaderReader(where);
        try (JsonParser p = JSON.createParser(text(bytes))) {
            if (bytes[0] != '{' || p.nextToken() != JsonToken.START_OBJECT) {
                throw reader.notJson("something that does not begin with '{'");
            }
            while (p.nextToken() != JsonToken.END_OBJECT) {
                String name = p.currentName();
                p.nextToken();
                if (name.equals(SafetensorsHeader.METADATA)) {
                    reader.readMetadata(p);
                } else {
                    reader.readEntry(p, name);
                }
            }
            if (p.nextToken() != null) {
                throw reader.notJson("something after it");
            }
        } catch (JsonProcessingException e) {
            throw reader.notJson(JsonFault.reason(e));
        } catch (CharacterCodingException e) {
            throw reader.notJson("bytes that are not UTF-8");
        } catch (IOException e) {
            throw reader.notJson(e.getMessage());
        }
        reader.refuseIfFaulty();
        return new SafetensorsHeader(where, bytes.length, reader.entries, reader.metadata);
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private void readMetadata(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            report(ErrorId.TENSOR_4, SafetensorsHeader.METADATA, "an object of strings", kind(p));
            p.skipChildren();
            return;
        }
        while (p.nextToken() != JsonToken.END_OBJECT) {
            String key = p.currentName();
            if (p.nextToken() == JsonToken.VALUE_STRING) {
                metadata.put(key, p.getText());
            } else {
                report(ErrorId.TENSOR_4, SafetensorsHeader.METADATA + ", key " + key, "a string", kind(p));
                p.skipChildren();
            }
        }
    }

    private void readEntry(JsonParser p, String name) throws IOException {
        String at = "tensor " + name;
        if (p.currentToken() != JsonToken.START_OBJECT) {
            report(ErrorId.TENSOR_4, at, "an object with dtype, shape and data_offsets", kind(p));
            p.skipChildren();
            return;
        }
        String dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (p.nextToken() != JsonToken.END_OBJECT) {
            String key = p.currentName();
            p.nextToken();
            switch (key) {
                case "dtype" -> dtype = p.currentToken() == JsonToken.VALUE_STRING ? p.getText() : null;
                case "shape" -> shape = naturals(p);
                case "data_offsets" -> offsets = naturals(p);
                default -> report(ErrorId.TENSOR_4, at, "only dtype, shape and data_offsets", "the key " + key);
            }
            p.skipChildren();
        }
        check(name, at, dtype, shape, offsets);
    }

    private static String kind(JsonParser p) {
        return switch (p.currentToken()) {
            case START_ARRAY -> "an array";
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NULL -> "null";
            default -> "a number or a boolean";
        };
    }

    /** An array of a few whole numbers from 0 on, or null if it is anything else. */
    private static long[] naturals(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            return null;
        }
        long[] all = new long[HIGHEST_RANK];
        int n = 0;
        boolean sound = true;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            sound = sound
                    && n < all.length
                    && p.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && p.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && p.getLongValue() >= 0;
            if (sound) {
                all[n++] = p.getLongValue();
            }
            p.skipChildren();
        }
        return sound ? Arrays.copyOf(all, n) : null;
    }

    private void check(String name, String at, String dtype, long[] shape, long[] offsets) {
        ElementType type = null;
        if (dtype == null) {
            report(ErrorId.TENSOR_4, at, "a dtype", "none");
        } else {
            type = Arrays.stream(ElementType.values())
                    .filter(t -> t.name().equals(dtype))
                    .findFirst()
                    .orElse(ElementType.OTHER);
        }
        if (shape == null) {
            report(ErrorId.TENSOR_4, at, "a shape of at most " + HIGHEST_RANK + " whole numbers from 0 on", "none");
        }
        if (offsets == null || offsets.length != 2 || offsets[0] > offsets[1]) {
            String found = offsets == null ? "none" : Arrays.toString(offsets);
            report(ErrorId.TENSOR_4, at, "data_offsets [begin, end] with begin <= end", found);
        } else if (type != null && shape != null) {
            long bytes = type == ElementType.OTHER ? offsets[1] - offsets[0] : size(shape, type.bytes());
            if (bytes < 0 || size(shape, 1) < 0) {
                report(ErrorId.TENSOR_6, at, "a tensor of less than 2 GiB", "the shape " + Arrays.toString(shape));
            } else if (bytes != offsets[1] - offsets[0]) {
                String expected = bytes + " bytes for " + dtype + " " + Arrays.toString(shape);
                report(ErrorId.TENSOR_6, at, expected, (offsets[1] - offsets[0]) + " bytes");
            } else {
                int[] dims = Arrays.stream(shape).mapToInt(d -> (int) d).toArray();
                entries.add(new SafetensorsHeader.Entry(name, type, Shape.of(dims), offsets[0], offsets[1]));
            }
        }
    }

    /** Bytes of a shape, or -1 if they do not fit an array. */
    private static long size(long[] shape, int elementBytes) {
        long limit = Integer.MAX_VALUE - 16;
        long n = elementBytes;
        for (long d : shape) {
            if (d > limit || n * d > limit) {
                return -1;
            }
            n *= d;
        }
        return n;
    }

    private UserException notJson(String found) {
        return new UserException(
                new Problem(ErrorId.TENSOR_3, where, "a JSON object as header", found, SafetensorsHeader.REMEDY));
    }

    private void report(ErrorId id, String at, String expected, String found) {
        if (problems.size() < SHOWN) {
            problems.add(new Problem(id, where + ": " + at, expected, found, SafetensorsHeader.REMEDY));
        } else {
            hidden++;
        }
    }

    private void refuseIfFaulty() {
        if (hidden > 0) {
            problems.add(new Problem(
                    ErrorId.TENSOR_9, where, "no fault", hidden + " more problems", SafetensorsHeader.REMEDY));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }
}
