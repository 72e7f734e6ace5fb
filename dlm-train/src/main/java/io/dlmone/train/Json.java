package io.dlmone.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.io.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** JSON objects of settings and measurements. */
public final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private static final Set<Object> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private Json() {}

    /**
     * {@return a value on one line}
     *
     * @param value maps, lists, strings, numbers, truth values
     */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + value, e);
        }
    }

    /**
     * {@return a value over several lines, for people to read, with a line feed at the end}
     *
     * @param value maps, lists, strings, numbers, truth values
     */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + value, e);
        }
    }

    /**
     * {@return the object on a line}
     *
     * @param line JSON
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is no object
     */
    public static Map<String, Object> parse(String line) throws JsonProcessingException {
        return MAPPER.readValue(line, OBJECT);
    }

    /** The numbers of an object by name, in their order; those that are not finite stand in quotes. */
    static Map<String, Double> numbers(Map<?, ?> object) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        object.forEach((name, value) -> {
            if (value instanceof Number n) {
                numbers.put((String) name, n.doubleValue());
            } else if (NOT_FINITE.contains(value)) {
                numbers.put((String) name, Double.valueOf((String) value));
            }
        });
        return numbers;
    }

    /** Writes a value to a file, whole or not at all. */
    static void write(Path file, Object value) {
        AtomicFiles.write(file, out -> out.write(pretty(value).getBytes(StandardCharsets.UTF_8)));
    }
}
