package io.dlmone.cli;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;

/**
 * What runs an exported folder without this library: Python (the first of those in {@code DLM_PYTHON}, else
 * {@code python3}, that has the packages), Node ({@code DLM_NODE}, else {@code node}, with the packages in the
 * directory that {@code DLM_NODE_MODULES} names) and Java. A test whose runtime is not on this machine is skipped, and
 * says so.
 */
final class ForeignRuntime {

    private ForeignRuntime() {}

    /** Runs a script by a Python that has some packages. */
    static List<String> python(Path folder, String script, String... packages) {
        String imports = "import " + String.join(", ", packages);
        String[] known = System.getenv().getOrDefault("DLM_PYTHON", "python3").split(File.pathSeparator);
        String python = Stream.of(known)
                .filter(name -> works(List.of(name, "-c", imports)))
                .findFirst()
                .orElseGet(() -> missing("Python", "DLM_PYTHON", packages));
        return run(folder, List.of(python, script));
    }

    /** Runs a script by a Node that finds a package. */
    static List<String> node(Path folder, String script, String needed) throws IOException {
        String node = Optional.ofNullable(System.getenv("DLM_NODE")).orElse("node");
        String modules = Optional.ofNullable(System.getenv("DLM_NODE_MODULES")).orElse("node_modules");
        String found = "require('" + Path.of(modules).toAbsolutePath().resolve(needed) + "')";
        if (!works(List.of(node, "-e", found))) {
            missing("Node", "DLM_NODE and DLM_NODE_MODULES", needed);
        }
        Path link = folder.resolve("node_modules");
        Files.createSymbolicLink(link, Path.of(modules).toAbsolutePath());
        try {
            return run(folder, List.of(node, script));
        } finally {
            Files.delete(link);
        }
    }

    /** Compiles sources in a folder and runs the class of that name, on the class path of this test. */
    static List<String> java(Path folder, String main, String... sources) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> arguments = new ArrayList<>(List.of("-d", folder.toString(), "-cp", classPath));
        for (String source : sources) {
            arguments.add(folder.resolve(source).toString());
        }
        StringWriter told = new StringWriter();
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        var files = compiler.getStandardFileManager(null, null, null);
        var units = files.getJavaFileObjects(
                arguments.stream().skip(4).map(Path::of).toArray(Path[]::new));
        if (!compiler.getTask(told, files, null, arguments.subList(0, 4), null, units)
                .call()) {
            throw new AssertionError(told);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return run(folder, List.of(java, "-cp", folder + File.pathSeparator + classPath, main));
    }

    private static boolean works(List<String> command) {
        try {
            return Shell.finish(command, Path.of("")).code() == 0;
        } catch (AssertionError noSuchProgram) {
            return false;
        }
    }

    /** Skips the test, loudly. */
    private static String missing(String runtime, String variable, String... packages) {
        String told = "NOT CHECKED: no " + runtime + " with " + String.join(", ", packages)
                + " is on this machine; name one with " + variable;
        System.err.println(told);
        return Assumptions.abort(told);
    }

    private static List<String> run(Path folder, List<String> command) {
        Dlm.Result result = Shell.finish(command, folder);
        if (result.code() != 0) {
            throw new AssertionError(command + " ended with " + result.code() + ": " + result.err());
        }
        return result.out().lines().toList();
    }
}
