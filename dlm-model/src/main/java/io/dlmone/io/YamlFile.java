package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads plain values from YAML files that may hold anything: no objects of any class, no aliases, each key once, one
 * document, bounded in size and depth.
 */
public final class YamlFile {

    /** The largest file that is read, in bytes. */
    static final int LARGEST = 1 << 20;

    /** The deepest nesting that is read. */
    static final int DEEPEST = 64;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(LARGEST)
            .build();

    private YamlFile() {}

    /**
     * {@return the mapping in a file, as maps, lists, strings, numbers, booleans and nulls, in the file's order}
     *
     * @param file any file
     * @param what the file should be, for the message
     * @throws UserException if there is no such file or it holds something else ({@code DLM-YAML-1})
     */
    public static Map<String, Object> read(Path file, String what) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unreadable(file, what, "a file of more than " + LARGEST + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return mapping(text);
        } catch (NotPlain e) {
            throw unreadable(file, what, e.getMessage());
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> " in line " + (mark.getLine() + 1))
                    .orElse("");
            throw unreadable(file, what, "an error" + line + ": " + firstLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw unreadable(file, what, "an error: " + firstLine(e.getMessage()));
        } catch (CharacterCodingException e) {
            throw unreadable(file, what, "bytes that are not UTF-8");
        } catch (IOException e) {
            throw unreadable(file, what, Files.exists(file) ? "a file that cannot be read" : "nothing");
        }
    }

    private static Map<String, Object> mapping(String text) throws NotPlain {
        requireFlat(text);
        Object document = new Load(SETTINGS).loadFromString(text);
        if (!(document instanceof Map<?, ?> map)) {
            throw new NotPlain(document == null ? "an empty file" : "YAML of another kind than a mapping");
        }
        return named(map);
    }

    /** Events come one by one, whatever is nested in what: what would grow or recurse is seen before it is built. */
    private static void requireFlat(String text) throws NotPlain {
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            if (event instanceof AliasEvent alias) {
                throw new NotPlain("the alias *" + alias.getAlias());
            }
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw new NotPlain("more than " + DEEPEST + " levels");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static Map<String, Object> named(Map<?, ?> map) throws NotPlain {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new NotPlain("a key that is no string: " + firstLine(String.valueOf(entry.getKey())));
            }
            all.put(key, plain(entry.getValue()));
        }
        return all;
    }

    private static Object plain(Object value) throws NotPlain {
        if (value instanceof Map<?, ?> map) {
            return named(map);
        }
        if (value instanceof List<?> list) {
            for (Object element : list) {
                plain(element);
            }
            return list;
        }
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        throw new NotPlain("a value that is no text, number, truth value, list or mapping");
    }

    private static UserException unreadable(Path file, String what, String found) {
        return new UserException(
                new Problem(ErrorId.YAML_1, file.toString(), what, found, "Check the path and the YAML in it."));
    }

    private static String firstLine(String text) {
        return String.valueOf(text).lines().findFirst().orElse("no YAML");
    }

    /** The document is YAML, but nothing that is read here. */
    private static final class NotPlain extends Exception {

        private static final long serialVersionUID = 1;

        NotPlain(String found) {
            super(found);
        }
    }
}
