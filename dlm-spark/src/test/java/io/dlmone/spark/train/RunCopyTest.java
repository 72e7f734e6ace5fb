package io.dlmone.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCopyTest {

    @TempDir
    Path home;

    private final Configuration hadoop = new Configuration(false);

    @Test
    void takesThePlaceOfTheCopyBeforeWhenItIsWhole() throws IOException {
        Path run = run("one");
        RunCopy copy = new RunCopy(home.resolve("copy").toUri().toString(), hadoop);
        copy.take(run);
        Files.writeString(run.resolve("inside/state"), "two");
        copy.take(run);
        assertThat(home.resolve("copy/inside/state")).hasContent("two");
        assertThat(home.resolve("copy.old")).doesNotExist();
        assertThat(home.resolve("copy.new")).doesNotExist();
    }

    /** A driver may end between the two moves; the next copy must not begin with the loss of the only one there is. */
    @Test
    void theLastWholeCopyIsThereUntilThereIsANewOne() throws IOException {
        RunCopy copy = new RunCopy(home.resolve("copy").toUri().toString(), hadoop);
        copy.take(run("one"));
        Files.move(home.resolve("copy"), home.resolve("copy.old"));
        assertThatThrownBy(() -> copy.take(home.resolve("gone"))).isInstanceOf(UserException.class);
        assertThat(home.resolve("copy.old/inside/state")).hasContent("one");
    }

    private Path run(String state) throws IOException {
        Path run = home.resolve("run");
        Files.createDirectories(run.resolve("inside"));
        Files.writeString(run.resolve("inside/state"), state);
        return run;
    }
}
