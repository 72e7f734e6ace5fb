package io.dlmone.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects of settings and measurements. */
public final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    private static final long LONGEST = 1 << 24;

    private Json() {}

    /** A value on one line. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + value, e);
        }
    }

    /** A value over several lines, for people to read, with a line feed at the end. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + value, e);
        }
    }

    /** The object on a line. */
    public static Map<String, Object> parse(String line) throws JsonProcessingException {
        return MAPPER.readValue(line, OBJECT);
    }

    /**
     * The object in a file.
     *
     * @param what the file should be, for the message
     * @throws UserException if there is no such file or it holds something else
     */
    public static Map<String, Object> read(Path file, String what) {
        try {
            if (Files.size(file) > LONGEST) {
                throw unreadable(file, what, "a file of more than " + LONGEST + " bytes");
            }
            return parse(Files.readString(file));
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw unreadable(file, what, "an error" + line + ": " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw unreadable(file, what, Files.exists(file) ? "a file that cannot be read" : "nothing");
        }
    }

    /** Writes a value to a file, whole or not at all. */
    static void write(Path file, Object value) {
        AtomicFiles.write(file, out -> out.write(pretty(value).getBytes(StandardCharsets.UTF_8)));
    }

    private static UserException unreadable(Path file, String what, String found) {
        return new UserException(
                new Problem("DLM-JSON-1", file.toString(), what, found, "Check the path and the JSON in it."));
    }

    private static String firstLine(String text) {
        return text == null ? "no JSON" : text.lines().findFirst().orElse("no JSON");
    }
}
