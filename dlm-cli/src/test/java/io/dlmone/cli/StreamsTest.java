package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that fail, and arguments that mean nothing: one line for a person, or silence when nobody reads. */
class StreamsTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "",
                "data --help",
                "data paraphrase --help",
                "data convert --help",
                "data check --help",
                "vocab --help",
                "train --help",
                "import --help",
                "ngrams --help",
                "distill --help",
                "generate --help",
                "evaluate --help",
                "score --help",
                "backends --help",
                "backends",
                "backends --json",
                "compare --help",
                "demo --help",
                "bench --help",
                "repro --help",
            })
    void anOutputThatFailsIsToldInALineAndAReaderThatWentAwayNot(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        Failed full = run("No space left on device", arguments);
        assertThat(full.err.lines()).as(full.err).hasSize(1);
        assertThat(full.err).contains("[DLM-IO-1] standard output");
        assertThat(full.code).isEqualTo(2);
        Failed gone = run("Broken pipe", arguments);
        assertThat(gone.err).isEmpty();
        assertThat(gone.code).isEqualTo(141);
    }

    private record Failed(int code, String err) {}

    private static Failed run(String reason, String... arguments) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]), out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        int code = Main.execute(console, arguments);
        return new Failed(code, err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aFullDeviceUnderTheProcessIsTold() {
        Shell.need("test -c /dev/full");
        Dlm.Result help = Shell.run(home, "\"$@\" >/dev/full", List.of("--help"));
        assertThat(help.err().lines()).as(help.err()).hasSize(1);
        assertThat(help.code()).isEqualTo(2);
        Dlm.Result both = Shell.run(home, "\"$@\" >/dev/full 2>&1", List.of("train", "--help"));
        assertThat(both.code()).isEqualTo(2);
        Dlm.Result talk = Shell.run(home, "\"$@\" 2>/dev/full", List.of("trian"));
        assertThat(talk.code()).isEqualTo(2);
        Dlm.Result gone = Shell.run(home, "\"$@\" | true", List.of("--version"));
        assertThat(gone.err()).isEmpty();
    }

    @Test
    void anArgumentIsNeverReadFromAFile() throws IOException {
        Path file = Files.writeString(home.resolve("flags"), "--version\n");
        Dlm.Result result = Dlm.run("@" + file);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("@" + file);
        Dlm.Result model = Dlm.run("generate", "--model", "@" + file);
        assertThat(model.err()).contains("@" + file);
    }

    @Test
    void anEmptyValueIsNamedByItsFlag() {
        for (String verb : List.of("generate", "evaluate", "score")) {
            for (Dlm.Result result : List.of(Dlm.run(verb, "--model", ""), Dlm.run(verb, "--model="))) {
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.err()).contains("--model: expected a value, found an empty one");
            }
        }
        assertThat(Dlm.run("").err()).contains("found an empty one");
    }

    @Test
    void charactersThatTheLocaleLacksAreRefused() {
        Shell.need();
        String directory = "mkdir $'ordner \\xc3\\xbc'; ";
        List<String> data = List.of("data", "paraphrase");
        Dlm.Result argument = Shell.run(home, directory + "LC_ALL=C \"$@\" --out $'ordner \\xc3\\xbc/d'", data);
        Dlm.Result place = Shell.run(home, "cd $'ordner \\xc3\\xbc' && LC_ALL=C \"$@\" --out d", data);
        for (Dlm.Result result : List.of(argument, place)) {
            assertThat(result.code()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("[DLM-ARGUMENT-1]", "LC_ALL");
        }
        assertThat(Shell.run(home, "ls | wc -l", List.of()).out().strip()).isEqualTo("1");
        Dlm.Result notText = Shell.run(home, "LC_ALL=C.UTF-8 \"$@\" --out $'\\xff'", data);
        assertThat(notText.code()).as(notText.err()).isEqualTo(2);
    }
}
