package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A temporary directory that holds no libraries keeps ONNX Runtime out, and the next engine comes in. */
@Timeout(600)
class TemporaryDirectoryTest {

    @TempDir
    Path home;

    @Test
    void isToldAndTheNextEngineIsTaken() {
        Path missing = home.resolve("missing");
        String script =
                "export JAVA_TOOL_OPTIONS='-Djava.io.tmpdir=" + missing + "'; \"$@\" && echo 'how far is it ?' |"
                        + " \"${@:1:$#-1}\" generate && \"${@:1:$#-1}\" generate --backend onnx";
        Dlm.Result result = Shell.run(home, script, List.of("backends"));
        assertThat(result.out()).contains("cannot run here: The temporary directory " + missing);
        assertThat(result.out().lines().count()).as(result.err()).isGreaterThan(3);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("[DLM-BACKEND-3] backend onnx", missing.toString())
                .doesNotContain("should not have happened");
    }

    @Test
    void isLeftAsItWas() throws IOException {
        Path temporary = Files.createDirectory(home.resolve("tmp"));
        String script =
                "export JAVA_TOOL_OPTIONS='-Djava.io.tmpdir=" + temporary + "'; echo 'how far is it ?' | \"$@\"";
        Dlm.Result result = Shell.run(home, script, List.of("generate", "--backend", "onnx"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void isNotNeededForLibrariesThatAreKept() throws IOException {
        Path temporary = Files.createDirectory(home.resolve("tmp"));
        Path kept = home.resolve("kept");
        String script = "export JAVA_TOOL_OPTIONS='-Djava.io.tmpdir=" + temporary + " -Ddlm.libraries=" + kept
                + "'; for i in 1 2; do echo 'how far is it ?' | \"$@\"; done; ls -R kept";
        Dlm.Result result = Shell.run(home, script, List.of("generate", "--backend", "onnx"));
        assertThat(result.code()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(1)).isEqualTo(lines.get(0));
        assertThat(result.out()).containsPattern("onnxruntime-.*\n.*onnxruntime");
        assertThat(temporary).isEmptyDirectory();
    }
}
