package io.dlmone.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads JSON objects from files that may hold anything: each key once, nothing after the object, a bounded size. */
public final class JsonFile {

    /** The largest file that is read, in bytes. */
    static final int LARGEST = 1 << 25;

    /** Digits of a number that nobody may need; Python, which writes these files, knows no limit. */
    private static final int LONGEST_NUMBER = 100_000;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /**
     * {@return the object in a file, as maps, lists, strings, numbers, booleans and nulls, in the file's order}
     *
     * @param file any file
     * @param what the file should be, for the message
     * @throws UserException if there is no such file or it holds something else ({@code DLM-JSON-1})
     */
    public static Map<String, Object> read(Path file, String what) {
        return parse(bytes(file, what), file.toString(), what);
    }

    /**
     * {@return what a file holds}
     *
     * @param file any file
     * @param what the file should be, for the message
     * @throws UserException if there is no such file or it is larger than those that are read ({@code DLM-JSON-1})
     */
    public static byte[] bytes(Path file, String what) {
        try (InputStream in = Files.newInputStream(file)) {
            return bytes(in, file.toString(), what);
        } catch (IOException e) {
            String found = Files.exists(file) ? "a file that cannot be read" : "nothing";
            throw unreadable(file.toString(), what, found);
        }
    }

    /**
     * {@return what a stream holds}
     *
     * @param in a file, which stays open
     * @param where the file, for the message
     * @param what the file should be, for the message
     * @throws IOException if it cannot be read
     * @throws UserException if it is larger than the files that are read ({@code DLM-JSON-1})
     */
    public static byte[] bytes(InputStream in, String where, String what) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw unreadable(where, what, "a file of more than " + LARGEST + " bytes");
        }
        return bytes;
    }

    /**
     * {@return the object that some bytes say, as {@link #read} gives it}
     *
     * @param bytes of a file
     * @param where the file, for the message
     * @param what the file should be, for the message
     * @throws UserException if they say something else ({@code DLM-JSON-1})
     */
    public static Map<String, Object> parse(byte[] bytes, String where, String what) {
        if (GitLfs.isPointer(bytes)) {
            throw new UserException(new Problem(ErrorId.JSON_1, where, what, GitLfs.FOUND, GitLfs.REMEDY));
        }
        try {
            JsonNode json = MAPPER.readTree(bytes);
            if (!json.isObject()) {
                String found = json.isMissingNode()
                        ? "an empty file"
                        : "JSON of another kind: " + json.getNodeType().name().toLowerCase(Locale.ROOT);
                throw unreadable(where, what, found);
            }
            return MAPPER.convertValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw unreadable(where, what, "an error" + line + ": " + firstLine(JsonFault.reason(e)));
        } catch (IOException e) {
            throw unreadable(where, what, "bytes that cannot be read");
        }
    }

    private static UserException unreadable(String where, String what, String found) {
        return new UserException(new Problem(ErrorId.JSON_1, where, what, found, "Check the path and the JSON in it."));
    }

    private static String firstLine(String text) {
        return text == null ? "no JSON" : text.lines().findFirst().orElse("no JSON");
    }
}
