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

/** JSON objects of settings and measurements. */
public final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

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

    /** Writes a value to a file, whole or not at all. */
    static void write(Path file, Object value) {
        AtomicFiles.write(file, out -> out.write(pretty(value).getBytes(StandardCharsets.UTF_8)));
    }
}
