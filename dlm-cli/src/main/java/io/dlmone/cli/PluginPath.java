package io.dlmone.cli;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The jars that {@code --plugins} and {@code DLM_PLUGINS} put on the class path, behind that of the command. They are
 * read before the rest of the command line, because they add flags.
 */
final class PluginPath {

    static final String FLAG = "--plugins";
    static final String VARIABLE = "DLM_PLUGINS";

    private final List<URL> urls = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private PluginPath() {}

    /**
     * A class loader of the command's own classes and the plugins'.
     *
     * @throws UserException with every place that is neither a jar nor a directory of some
     */
    static URLClassLoader open(Map<String, String> environment, String... args) {
        PluginPath path = new PluginPath();
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(FLAG + "=")) {
                path.add(FLAG, args[i].substring(FLAG.length() + 1));
            } else if (args[i].equals(FLAG) && i + 1 < args.length) {
                path.add(FLAG, args[++i]);
            }
        }
        path.add(VARIABLE, environment.getOrDefault(VARIABLE, ""));
        if (!path.problems.isEmpty()) {
            throw new UserException(path.problems);
        }
        return new URLClassLoader(path.urls.toArray(URL[]::new), PluginPath.class.getClassLoader());
    }

    private void add(String where, String places) {
        for (String place : places.split(",")) {
            if (!place.isBlank()) {
                try {
                    add(where, place, Path.of(place.strip()));
                } catch (InvalidPathException | IOException e) {
                    refuse(where, place, e.getMessage());
                }
            }
        }
    }

    private void add(String where, String place, Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            addJar(where, place, path);
            return;
        }
        if (Files.isDirectory(path.resolve("META-INF/services"))) {
            urls.add(url(path));
            return;
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> jars = all.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                refuse(where, place, "a directory without any");
            }
            for (Path jar : jars) {
                addJar(where, jar.toString(), jar);
            }
        }
    }

    private void addJar(String where, String place, Path jar) throws IOException {
        if (!Files.isRegularFile(jar)) {
            refuse(where, place, Files.exists(jar) ? "something else" : "nothing");
            return;
        }
        try (ZipFile readable = new ZipFile(new File(jar.toString()))) {
            urls.add(url(jar));
        } catch (IOException e) {
            refuse(where, place, "a file that is no jar, " + e.getMessage());
        }
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toAbsolutePath().normalize().toUri().toURL();
    }

    private void refuse(String where, String place, String found) {
        problems.add(new Problem(
                ErrorId.PLUGIN_4,
                where + " " + place,
                "a jar, or a directory with jars",
                found,
                "Name jars and directories, with commas between them."));
    }
}
