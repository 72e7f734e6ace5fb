package io.dlmone.architecture;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of all modules: those that these tests see, and behind them those of modules for a platform whose
 * libraries would get in the way of the others. The builds of such modules say in {@code target/class-path.txt} what
 * they need.
 */
public final class AllClasses {

    private AllClasses() {}

    /** The class path of all of them. */
    public static String path() throws IOException {
        List<String> all = new ArrayList<>();
        all.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        all.addAll(others());
        return String.join(File.pathSeparator, all);
    }

    /** Sees all of them. */
    static ClassLoader loader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : others()) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), AllClasses.class.getClassLoader());
    }

    private static List<String> others() throws IOException {
        Modules modules = Modules.ofThisCheckout();
        List<String> others = new ArrayList<>();
        for (String module : modules.names()) {
            Path target = modules.root().resolve(module).resolve("target");
            Path needed = target.resolve("class-path.txt");
            if (Files.exists(needed)) {
                others.add(target.resolve("classes").toString());
                Stream.of(Files.readString(needed).strip().split(File.pathSeparator))
                        .forEach(others::add);
            }
        }
        return others;
    }
}
