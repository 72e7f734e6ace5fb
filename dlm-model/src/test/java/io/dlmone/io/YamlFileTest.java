package io.dlmone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dlmone.contract.Mutations;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class YamlFileTest {

    @TempDir
    Path home;

    private Map<String, Object> read(String text) throws IOException {
        return YamlFile.read(Files.writeString(home.resolve("config.yaml"), text), "a configuration");
    }

    private void assertRefused(String text, String found) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("config.yaml: expected a configuration, found " + found);
    }

    @Test
    void plainValuesAreRead() throws IOException {
        Map<String, Object> all = read("""
                # a comment
                data:
                  lr: 0.002
                  small: 1e-4
                  steps: 20
                  anneal_lr: true
                  name: none
                  "quoted": '0.9'
                  eval: {top_p: -1, list: [a, 2]}
                  nothing: null
                """);
        Map<?, ?> data = (Map<?, ?>) all.get("data");
        assertThat(List.copyOf(data.keySet()))
                .isEqualTo(List.of("lr", "small", "steps", "anneal_lr", "name", "quoted", "eval", "nothing"));
        assertThat(data.get("lr")).isEqualTo(0.002);
        assertThat(data.get("small")).isEqualTo(1e-4);
        assertThat(data.get("steps")).isEqualTo(20);
        assertThat(data.get("anneal_lr")).isEqualTo(true);
        assertThat(data.get("name")).isEqualTo("none");
        assertThat(data.get("quoted")).isEqualTo("0.9");
        assertThat(data.get("eval")).isEqualTo(Map.of("top_p", -1, "list", List.of("a", 2)));
        assertThat(data.get("nothing")).isNull();
    }

    @Test
    void whatIsNoPlainMappingIsRefused() {
        assertRefused("", "an empty file");
        assertRefused("- 1", "YAML of another kind than a mapping");
        assertRefused("a: 1\na: 2", "an error in line 2: found duplicate key a");
        assertRefused("a: 1\n---\nb: 2", "an error in line 2");
        assertRefused("a: &x [1]\nb: *x", "the alias *x");
        assertRefused("1: 2", "a key that is no string: 1");
        assertRefused("a: [{2: 3}]", "a key that is no string: 2");
        assertRefused("? [a, b]\n: 1", "a key that is no string: [a, b]");
        assertRefused("a: [", "an error in line 1");
        assertRefused("a: \u0000", "an error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x\"]]]]",
                "!!python/object/apply:os.system ['true']",
                "!!binary aGFsbG8=",
                "!mine 1"
            })
    void nothingIsMadeOfTags(String value) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> read("a: " + value))
                .withMessageContaining("[DLM-YAML-1]");
    }

    @Test
    void depthAndSizeAreBounded() {
        assertRefused("a: " + "[".repeat(100_000), "more than 64 levels");
        assertRefused("a: " + "{b: ".repeat(100_000), "more than 64 levels");
        assertRefused("a: " + "x".repeat(YamlFile.LARGEST), "a file of more than 1048576 bytes");
    }

    @Test
    void anotherFileIsToldOf() throws IOException {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> YamlFile.read(home.resolve("no.yaml"), "a configuration"))
                .withMessageContaining("found nothing");
        Path file = Files.write(home.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> YamlFile.read(file, "a configuration"))
                .withMessageContaining("bytes that are not UTF-8");
    }

    @Test
    void aSpoiltFileIsRefusedOrRead() throws IOException {
        byte[] sound = "data:\n  lr: 0.002\n  eval: {a: [1, 'x']}\n  b: |\n    text\n".getBytes(StandardCharsets.UTF_8);
        Path file = home.resolve("spoilt.yaml");
        int refused = Mutations.run(
                2_000, 50_000, sound, bytes -> YamlFile.read(Mutations.write(file, bytes), "a configuration"));
        assertThat(refused).isGreaterThan(200);
    }
}
