package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher's script in a checkout with a Maven that only counts its calls, and a JVM that only tells its arguments,
 * or a real one.
 */
@Timeout(300)
class LauncherTest {

    private static final Path SCRIPT = Path.of("..", "dlm");
    private static final String PART = "dlm-dist/src/main/launcher/checkout.sh";
    private static final String UMLAUT = "$'ordner \\xc3\\xbc'";

    @TempDir
    Path home;

    private Path checkout;

    @BeforeEach
    void makeACheckout() throws IOException {
        Shell.need();
        assumeThat(SCRIPT).exists();
        checkout = home.resolve("a checkout");
        Path sources = Files.createDirectories(checkout.resolve("dlm-cli/src/main"));
        Files.writeString(sources.resolve("Main.java"), "one");
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.writeString(checkout.resolve("dlm-cli/pom.xml"), "");
        Files.copy(SCRIPT, checkout.resolve("dlm"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(checkout.resolve(PART).getParent());
        Files.copy(SCRIPT.resolveSibling(PART), checkout.resolve(PART), StandardCopyOption.COPY_ATTRIBUTES);
        Path bin = Files.createDirectory(home.resolve("bin"));
        jarOfThisClassPath(home.resolve("all.jar"));
        Files.writeString(home.resolve("classpath"), home.resolve("all.jar").toString());
        Files.writeString(bin.resolve("mvn"), """
                        #!/bin/bash
                        echo "$PWD" >>"$HOME_OF_TEST/builds"
                        mkdir -p dlm-cli/target
                        cp "$HOME_OF_TEST/all.jar" dlm-cli/target/dlm-cli-1.jar
                        cp "$HOME_OF_TEST/classpath" dlm-cli/target/classpath
                        """);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.writeString(bin.resolve("java"), """
                        #!/bin/bash
                        printf '%s\n' "$@"
                        if [[ $1 == -Xshare:dump ]]; then
                            echo "$PPID" >>"$HOME_OF_TEST/archives"
                            sleep "${SECONDS_TO_ARCHIVE:-0}"
                            for each; do
                                [[ $each != -XX:SharedArchiveFile=* ]] || echo classes >"${each#*=}"
                            done
                            exit "${CANNOT_ARCHIVE:-0}"
                        fi
                        """);
        for (String program : List.of("mvn", "java")) {
            assertThat(bin.resolve(program).toFile().setExecutable(true)).isTrue();
        }
    }

    private static void jarOfThisClassPath(Path jar) throws IOException {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(path.split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    @Test
    void buildsOnceAndStartsFromAnywhere() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("link"), Path.of("a checkout/dlm"));
        Files.createSymbolicLink(home.resolve("second"), link.getFileName());
        for (String start : List.of("'a checkout/dlm'", "./second", "cd 'a checkout' && ./dlm")) {
            assertStarts(script(start + " --version"));
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void knowsItsPlaceWhateverCdpathSays() throws IOException {
        Path stray = Files.createDirectories(home.resolve("elsewhere/a checkout"));
        assertStarts(script("CDPATH=.:\"$HOME_OF_TEST/elsewhere\" 'a checkout/dlm' --version"));
        assertThat(builds()).containsExactly(checkout.toRealPath().toString());
        assertThat(stray).isEmptyDirectory();
    }

    @Test
    void aSourceFromTheFutureIsBuiltOnceAndAgainWhenItChanges() throws IOException {
        Path source = checkout.resolve("dlm-cli/src/main/Main.java");
        String dated = "touch -d '2 days' '" + source + "'; ";
        for (int i = 0; i < 3; i++) {
            assertStarts(script(dated + "'a checkout/dlm' --version"));
        }
        assertThat(builds()).hasSize(1);
        Files.writeString(source, "two");
        assertStarts(script(dated + "'a checkout/dlm' --version"));
        assertStarts(script("'a checkout/dlm' --version"));
        assertThat(builds()).hasSize(2);
    }

    @Test
    void aBuildFromTheFutureIsNotBelieved() throws IOException {
        assertStarts(script("'a checkout/dlm' --version"));
        assertStarts(script("touch -d '2 days' 'a checkout/.dlm/stamp'; 'a checkout/dlm' --version"));
        assertThat(builds()).hasSize(2);
    }

    @Test
    void aChangedOrRemovedSourceIsBuilt() throws IOException {
        assertStarts(script("'a checkout/dlm' --version"));
        assertStarts(
                script("sleep 0.05; echo two >'a checkout/dlm-cli/src/main/Main.java'; 'a checkout/dlm' --version"));
        assertStarts(script("sleep 0.05; rm 'a checkout/dlm-cli/src/main/Main.java'; 'a checkout/dlm' --version"));
        assertStarts(script("'a checkout/dlm' --version"));
        assertThat(builds()).hasSize(3);
    }

    @Test
    void aDirectoryOfAnyNameIsKeptWithoutUtf8InTheEnvironment() {
        Dlm.Result result = real("mv 'a checkout' " + UMLAUT + "; mkdir work; cd work; mkdir " + UMLAUT + "; cd "
                + UMLAUT + "; LC_ALL=C ../../" + UMLAUT + "/dlm data paraphrase --out " + UMLAUT
                + " && cd .. && ls " + UMLAUT + "/" + UMLAUT + "/train.jsonl && ls | wc -l");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).endsWith("1\n");
    }

    /** A directory in the lock's place refuses even root, as a checkout of somebody else's refuses everybody else. */
    @Test
    void aCheckoutThatCannotBeBuiltInIsToldInOneLine() throws IOException {
        Files.createDirectories(checkout.resolve(".dlm/lock"));
        Dlm.Result result = script("'a checkout/dlm' --version");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).containsOnlyOnce("\n").contains("must be built here first");
    }

    @Test
    void aPathThatJavaCannotTakeIsRefused() {
        Dlm.Result result = script("mv 'a checkout' a:b; a:b/dlm --version");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("class path", "':'");
    }

    @Test
    void classesAreSharedInAnArchiveForEachJvm() throws IOException {
        for (String version : List.of("17.0.1", "21.0.2", "17.0.1")) {
            Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
            Dlm.Result result = script("'a checkout/dlm' --version; ls -d \"$PWD\"/a\\ checkout/.dlm/cache/*");
            String archive = result.out()
                    .lines()
                    .filter(line -> line.startsWith("/") && line.endsWith("-" + version))
                    .findAny()
                    .orElseThrow(() -> new AssertionError(result.out()));
            assertThat(result.out().lines()).contains("-XX:SharedArchiveFile=" + archive);
        }
        assertThat(archives()).hasSize(2);
    }

    @Test
    void aChangedJarIsArchivedAnewAndOneFromTheFutureOnce() throws IOException {
        assertStarts(script("'a checkout/dlm' --version"));
        assertStarts(script("sleep 0.05; touch all.jar; touch 'a checkout/.dlm'/lib-*/*; 'a checkout/dlm' --version"));
        assertStarts(script("touch -d '2 days' 'a checkout/.dlm'/lib-*/*; 'a checkout/dlm' --version"));
        assertStarts(script("'a checkout/dlm' --version"));
        assertThat(archives()).hasSize(3);
    }

    @Test
    void anArchiveThatCannotBeMadeIsTriedOnce() throws IOException {
        for (int i = 0; i < 2; i++) {
            Dlm.Result result = script("export CANNOT_ARCHIVE=1; 'a checkout/dlm' --version");
            assertStarts(result);
            assertThat(result.out()).doesNotContain("SharedArchiveFile");
        }
        assertThat(archives()).hasSize(1);
    }

    @Test
    void startsAtTheSameTimeArchiveOnce() throws IOException {
        assertStarts(script("'a checkout/dlm' --version; rm -r 'a checkout/.dlm/cache'; export SECONDS_TO_ARCHIVE=1;"
                + " for i in 1 2 3; do 'a checkout/dlm' --version & done; wait; 'a checkout/dlm' --version"));
        assertThat(archives()).hasSize(2);
        assertThat(checkout.resolve(".dlm/cache").toFile().list()).hasSize(3);
    }

    @Test
    void anArchiveOfClassesThatIsNoneIsPassedOver() {
        String garbage = "for each in 'a checkout'/.dlm/cache/classes*-" + System.getProperty("java.version")
                + "; do rm \"$each\"; echo garbage >\"$each\"; done; ";
        Dlm.Result result = real(
                "'a checkout/dlm' --version; " + garbage
                        + "DLM_JAVA_OPTS=-XshowSettings:vm 'a checkout/dlm' --version; cat 'a checkout'/.dlm/cache/classes*[0-9]");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("VM settings").doesNotContain("archive");
        assertThat(result.out()).endsWith("garbage\n");
    }

    @Test
    void closedStreamsAreTold() {
        Dlm.Result input = real("'a checkout/dlm' generate <&-");
        assertThat(input.code()).isEqualTo(2);
        assertThat(input.err()).contains("Bad file descriptor").doesNotContain("UTF-8");
        Dlm.Result output = real("'a checkout/dlm' --help >&-");
        assertThat(output.code()).isEqualTo(2);
        assertThat(output.err()).contains("standard output", "Bad file descriptor");
        assertThat(script("'a checkout/dlm' --version 2>&-").code()).isZero();
    }

    @Test
    void aClosedInputIsToldWithoutTheLauncher() {
        Dlm.Result result = Shell.run(home, "\"$@\" <&-", List.of("generate", "--backend", "onnx"));
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("DLM-TEXT-2", "standard input is closed");
    }

    @Test
    void theTemporaryDirectoryIsThatOfTheEnvironment() {
        Dlm.Result result = script("TMPDIR=\"$PWD/t m p\" 'a checkout/dlm' --version");
        assertThat(result.out().lines()).contains("-Djava.io.tmpdir=" + home.resolve("t m p"));
    }

    private static void assertStarts(Dlm.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).endsWith("\nio.dlmone.cli.Main\n--version\n");
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(home.resolve("builds"));
    }

    private List<String> archives() throws IOException {
        return Files.readAllLines(home.resolve("archives"));
    }

    private Dlm.Result script(String text) {
        return script(home.toString(), text);
    }

    private Dlm.Result real(String text) {
        return script(System.getProperty("java.home"), text);
    }

    private Dlm.Result script(String javaHome, String text) {
        String environment = "export HOME_OF_TEST=\"$PWD\" PATH=\"$PWD/bin:$PATH\" JAVA_HOME=\"$1\"; unset TMPDIR; ";
        return Shell.finish(List.of("/bin/bash", "-c", environment + text, "test", javaHome), home);
    }
}
