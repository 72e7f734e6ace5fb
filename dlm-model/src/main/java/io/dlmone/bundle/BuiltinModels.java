package io.dlmone.bundle;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Models that come in jars: {@code io/dlmone/builtin/models.txt} lists their names, one a line, and the files of each
 * lie in {@code io/dlmone/builtin/NAME/}. Several jars may bring models.
 */
final class BuiltinModels {

    static final String PREFIX = "builtin:";

    private static final String ROOT = "io/dlmone/builtin/";
    private static final String INDEX = ROOT + "models.txt";

    private final ClassLoader loader;

    BuiltinModels(ClassLoader loader) {
        this.loader = loader;
    }

    /** The names in the indexes on the class path, sorted. */
    SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        try {
            for (URL index : Collections.list(loader.getResources(INDEX))) {
                URLConnection connection = index.openConnection();
                connection.setUseCaches(false);
                try (InputStream in = connection.getInputStream()) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                            .forEach(names::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + INDEX, e);
        }
        return names;
    }

    /** The model of that name, without {@value #PREFIX}. */
    ModelSource source(String name) {
        String prefix = ROOT + name + "/";
        boolean plain = name.matches("[a-z0-9][a-z0-9._-]*");
        if (!plain || loader.getResource(prefix + ModelDirectory.CONFIG) == null) {
            throw unknown(name);
        }
        return ModelSource.resources(loader, prefix, PREFIX + name);
    }

    private UserException unknown(String name) {
        SortedSet<String> names = names();
        String remedy = names.isEmpty()
                ? "Add the jar dlm-builtin to the class path, or name a model directory."
                : DidYouMean.hint(name, names) + "Choose one of these, or name a model directory.";
        return new UserException(new Problem(
                ErrorId.MODEL_1,
                PREFIX + name,
                names.isEmpty() ? "a built-in model, of which the class path holds none" : "one of " + names,
                "'" + name + "'",
                remedy));
    }
}
