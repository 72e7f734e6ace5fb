package io.dlmone.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the command in a process of its own, under a shell that prepares what it finds there. */
final class Shell {

    /** More for tests that are asked for more work than usual, on a busy machine. */
    private static final int LIMIT_MINUTES = Integer.getInteger("dlm.shell.minutes", 5);

    private static final Path SHELL = Path.of("/bin/bash");

    private Shell() {}

    /** Skips the test where there is no shell. */
    static void need() {
        assumeThat(SHELL).exists();
    }

    /** Skips the test, telling why, unless a command succeeds that makes what the test is about. */
    static void need(String command) {
        need();
        assumeThat(finish(List.of(SHELL.toString(), "-c", command), Path.of("")).code())
                .as(command + " (may need root)")
                .isZero();
    }

    /**
     * Runs a script of the shell's.
     *
     * @param script in which {@code "$@"} is the command with its arguments
     */
    static Dlm.Result run(Path directory, String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                SHELL.toString(),
                "-c",
                script,
                "dlm",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(arguments);
        return finish(command, directory);
    }

    static Dlm.Result finish(List<String> command, Path directory) {
        try {
            Path out = Files.createTempFile("dlm", ".out");
            Path err = Files.createTempFile("dlm", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(directory.toAbsolutePath().toFile())
                        .redirectError(err.toFile())
                        .redirectOutput(out.toFile())
                        .start();
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError("still running: " + command + "\n" + Files.readString(err));
                }
                return new Dlm.Result(process.exitValue(), read(out), read(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
