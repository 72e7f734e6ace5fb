package io.dlmone.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The zip, unpacked into a directory and run from it, where Maven must not be called. */
@Timeout(600)
class DistributionTest {

    private static final String SOURCE = "can my parrot travel with me by taxi ?";

    @TempDir
    static Path home;

    private static Path unpacked;

    private record Result(int code, String out, String err) {}

    @BeforeAll
    static void unpack() throws IOException {
        assumeThat(Path.of("/bin/bash")).exists();
        Path target = Files.createDirectory(home.resolve("unpacked"));
        URI zip = URI.create("jar:" + Path.of(System.getProperty("dlm.zip")).toUri());
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"));
                Stream<Path> all = Files.walk(files.getPath("/"))) {
            for (Path file : all.toList()) {
                Path copy = target.resolve(file.toString().substring(1));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                }
            }
        }
        try (Stream<Path> inside = Files.list(target)) {
            unpacked = inside.findFirst().orElseThrow();
        }
        Path bin = Files.createDirectory(home.resolve("bin"));
        Path maven = Files.writeString(bin.resolve("mvn"), "#!/bin/bash\ntouch \"$HOME/mvn-was-called\"\nexit 1\n");
        Files.setPosixFilePermissions(maven, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE));
        Files.createSymbolicLink(home.resolve("dlm"), unpacked.resolve("bin/dlm"));
    }

    @Test
    void hasWhatAnInstallationNeedsAndOneEngine() throws IOException {
        for (String file : List.of("bin/dlm", "bin/dlm.cmd", "LICENSE", "NOTICE", "README.md")) {
            assertThat(unpacked.resolve(file)).isNotEmptyFile();
        }
        try (Stream<Path> lib = Files.list(unpacked.resolve("lib"))) {
            List<String> jars = lib.map(jar -> jar.getFileName().toString()).toList();
            assertThat(jars).allMatch(jar -> jar.endsWith(".jar")).anyMatch(jar -> jar.startsWith("backend-onnx-"));
            if (!unpacked.endsWith("-all")) {
                assertThat(jars).noneMatch(jar -> jar.startsWith("backend-djl") || jar.startsWith("backend-tf"));
            }
        }
    }

    /**
     * The first two at a time; then from another directory, by a link, in other languages and where nothing is kept.
     */
    @Test
    void writesASentenceHoweverItIsStarted() throws IOException {
        Result first = run("rm -rf unpacked/*/cache; for i in 1 2; do echo '" + SOURCE
                + "' | ./dlm generate >out-$i & done; wait; cat out-1 out-2");
        List<String> lines = first.out().lines().toList();
        assertThat(lines).as(first.err()).hasSize(2);
        assertThat(lines.get(0)).isNotBlank().isEqualTo(lines.get(1));
        for (String start : List.of(
                "mkdir -p elsewhere; cd elsewhere; ../dlm",
                "LC_ALL=C DLM_JAVA_OPTS='-Duser.language=tr -Duser.country=TR' unpacked/*/bin/dlm",
                "DLM_CACHE=none ./dlm")) {
            Result result = run("echo '" + SOURCE + "' >source; " + start + " generate --input \"$HOME/source\"");
            assertThat(result.out()).as(start + result.err()).isEqualTo(lines.get(0) + "\n");
            assertThat(result.code()).isZero();
        }
        assertThat(home.resolve("mvn-was-called")).doesNotExist();
    }

    @Test
    void tellsItsVersionAlsoFromADirectoryWithASpace() {
        Result result = run("mv unpacked 'a directory'; DLM_CACHE='kept here' 'a directory'/*/bin/dlm --version;"
                + " code=$?; mv 'a directory' unpacked; exit $code");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).matches("dlm \\d.*\n");
        assertThat(home.resolve("kept here/libraries")).isNotEmptyDirectory();
    }

    @Test
    void mapsItsClassesFromAnArchiveThatIsMadeOnce() throws IOException {
        run("./dlm --version");
        Result result = run("echo '" + SOURCE + "' | DLM_JAVA_OPTS=-Xlog:class+load:file=classes.log ./dlm generate");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("preparing");
        List<String> classes = Files.readAllLines(home.resolve("classes.log"));
        assertThat(classes).hasSizeGreaterThan(1000);
        assertThat(classes.stream().filter(line -> line.contains("source: file:")))
                .as("classes read from jars")
                .hasSizeLessThan(classes.size() / 10);
    }

    @Test
    void anInstallationThatCannotBeWrittenUsesTheUsersCache() {
        Result result = run("cd unpacked/*; rm -rf cache; touch cache; bin/dlm --version; bin/dlm --version;"
                + " rm cache; ls \"$HOME/.cache/dlm\"");
        assertThat(result.err()).containsOnlyOnce("preparing");
        assertThat(result.out()).contains("dlm ", "libraries");
    }

    private static Result run(String script) {
        try {
            Path out = home.resolve("out");
            Path err = home.resolve("err");
            ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", script)
                    .directory(home.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            Map<String, String> environment = builder.environment();
            environment.keySet().removeAll(Set.of("DLM_CACHE", "DLM_JAVA_OPTS", "DLM_PLUGINS", "XDG_CACHE_HOME"));
            environment.put("HOME", home.toString());
            environment.put("JAVA_HOME", System.getProperty("java.home"));
            environment.put("PATH", home.resolve("bin") + ":" + environment.get("PATH"));
            Process process = builder.start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + script + "\n" + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
