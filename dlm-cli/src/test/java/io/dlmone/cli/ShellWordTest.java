package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Commands that a user is told to give can be pasted into a shell. */
class ShellWordTest {

    @Test
    void pathsAreQuotedWhereAShellWouldSplitThem() {
        assertThat(ShellWord.of(Path.of("out/it's a model.run"))).isEqualTo("'out/it'\\''s a model.run'");
        assertThat(ShellWord.of(Path.of("out/teacher.run"))).isEqualTo("out/teacher.run");
    }
}
