package io.dlmone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.model.TeacherFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What trains, distils, generates and shows knows teachers by their interfaces: it names no family. */
class FamilyNamesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A name on its own, or as a part of a name like {@code theDiffuseq}: "elf" is not meant by "itself". */
    private static final Pattern NAMES = Pattern.compile(Plugins.all(TeacherFamily.class).stream()
            .map(TeacherFamily::name)
            .map(name -> "(?<![A-Za-z])(?i:" + name + ")|(?<=[a-z])" + capitalised(name))
            .collect(Collectors.joining("|")));

    private static String capitalised(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlm-train", "dlm-distill", "dlm-student", "dlm-cli"})
    void noLineNamesATeacherFamily(String module) throws IOException {
        List<String> naming = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> NAMES.matcher(line).find())
                        .forEach(line -> naming.add(file.getFileName() + ": " + line.strip()));
            }
        }
        assertThat(naming).isEmpty();
    }

    @Test
    void aNameIsSeenWhereverItStands() {
        assertThat(Plugins.all(TeacherFamily.class)).isNotEmpty();
        for (TeacherFamily family : Plugins.all(TeacherFamily.class)) {
            String name = family.name();
            for (String line : List.of(
                    "import io.dlmone." + name + ".Model;",
                    "\"" + name.toUpperCase(Locale.ROOT) + "'s files\"",
                    "the" + capitalised(name) + "()")) {
                assertThat(NAMES.matcher(line).find()).as(line).isTrue();
            }
        }
        assertThat(NAMES.matcher("itself, myself, a shelf").find()).isFalse();
    }
}
