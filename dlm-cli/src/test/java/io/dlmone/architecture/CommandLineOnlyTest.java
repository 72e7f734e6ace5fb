package io.dlmone.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing below the command line writes a flag, writes to a console or ends the JVM. */
class CommandLineOnlyTest {

    private static final String CLI = "dlm-cli";

    /** Tests for plugins, which tell their authors what they have drawn and start JVMs of their own. */
    private static final String CONTRACTS = "dlm-contracts";

    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile(
            "//[^\\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])+'|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern FLAG = Pattern.compile("(?<![-\\w])--(?:[a-z]|\"$)");

    private final Modules here = Modules.ofThisCheckout();

    @Test
    void noFlagStandsBelowTheCommandLine() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : here.names()) {
            Path sources = here.root().resolve(module).resolve("src/main/java");
            if (!module.equals(CLI) && Files.isDirectory(sources)) {
                found.addAll(flagsBelow(sources));
            }
        }
        assertThat(found).isEmpty();
        assertThat(flagsBelow(here.root().resolve(CLI).resolve("src/main/java")))
                .isNotEmpty();
    }

    @Test
    void nobodyBelowTheCommandLineUsesTheConsoleOrEndsTheJvm() {
        ArchRule rule = noClasses()
                .that(not(here.in(CLI).or(here.in(CONTRACTS))))
                .should(ACCESS_STANDARD_STREAMS)
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "console")
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class);
        rule.check(here.mainClasses());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Lower --steps.\"",
                "\"--\" + name",
                "\"a \\\" quote\" + \"--out\"",
                "\"\"\"\n    Give --out.\n    \"\"\"",
                "'\"' + \"--out\" + '\"'",
            })
    void aFlagInALiteralIsFound(String code, @TempDir Path sources) throws IOException {
        Files.writeString(sources.resolve("A.java"), "class A { String s = " + code + "; }");
        assertThat(flagsBelow(sources)).hasSize(1).allMatch(line -> line.startsWith("A.java: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0; /* \"--steps\" */", "0; // \"--steps\"", "\"a--b\";", "\"<!-- x -->\";", "i - --j;"})
    void whatIsNoFlagIsNotFound(String code, @TempDir Path sources) throws IOException {
        Files.writeString(sources.resolve("A.java"), "class A { Object o = " + code + "\n}");
        assertThat(flagsBelow(sources)).isEmpty();
    }

    private static List<String> flagsBelow(Path sources) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher literal = COMMENT_OR_LITERAL.matcher(Files.readString(file));
                while (literal.find()) {
                    if (literal.group().startsWith("\"")
                            && FLAG.matcher(literal.group()).find()) {
                        found.add(sources.relativize(file) + ": " + literal.group());
                    }
                }
            }
        }
        return found;
    }
}
