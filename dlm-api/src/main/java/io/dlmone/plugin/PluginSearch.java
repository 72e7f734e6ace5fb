package io.dlmone.plugin;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks for the plugins of one kind, past those that are broken. Not thread-safe. */
final class PluginSearch<P extends Plugin> {

    private static final String REMEDY =
            "Everything else works without it: mend this jar, or take it off the class" + " path.";

    private final PluginKind<P> kind;
    private final List<FoundPlugin<P>> found = new ArrayList<>();
    private final Set<Class<?>> seen = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    PluginSearch(PluginKind<P> kind) {
        this.kind = kind;
    }

    /** A view of the plugins found. */
    List<FoundPlugin<P>> foundSoFar() {
        return Collections.unmodifiableList(found);
    }

    List<Problem> problems() {
        return problems.stream().distinct().toList();
    }

    /** Adds what a class loader sees and was not seen before. */
    void in(ClassLoader loader) {
        Iterator<ServiceLoader.Provider<P>> providers =
                ServiceLoader.load(kind.type(), loader).stream().iterator();
        Set<String> failures = new HashSet<>();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<P> next = providers.next();
                if (seen.add(next.type())) {
                    add(next);
                }
            } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
                if (!failures.add(String.valueOf(broken))) {
                    return; // the same again: the iterator is stuck
                }
                leaveOut(declaredIn(loader, String.valueOf(broken)), broken);
            }
        }
    }

    private void add(ServiceLoader.Provider<P> provider) {
        String origin = origin(provider.type());
        try {
            FoundPlugin<P> plugin = new FoundPlugin<>(provider.get(), origin);
            String name = plugin.name();
            if (name == null || !name.matches("\\S+")) {
                throw new IllegalStateException(provider.type().getName() + " has the name '" + name + "'");
            }
            Optional<FoundPlugin<P>> same =
                    found.stream().filter(f -> f.name().equals(name)).findFirst();
            if (same.isEmpty()) {
                found.add(plugin);
            } else {
                FoundPlugin<P> first = same.get();
                problems.add(new Problem(
                        ErrorId.PLUGIN_3,
                        origin,
                        "a " + kind.label() + " of a name of its own",
                        "'" + name + "', which that of " + first.origin() + " has",
                        "That of " + first.origin() + " is used: take one of the two off the class path."));
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
            leaveOut(origin, broken);
        }
    }

    /** Leaves out those that cannot say what help texts show. */
    void probe() {
        for (FoundPlugin<P> each : List.copyOf(found)) {
            try {
                if (each.plugin().description().isBlank()) {
                    throw new IllegalStateException(each.name() + " has no description");
                }
                kind.probe().accept(each.plugin());
            } catch (LinkageError | RuntimeException broken) {
                found.remove(each);
                leaveOut(each.origin(), broken);
            }
        }
    }

    private void leaveOut(String origin, Throwable broken) {
        problems.add(new Problem(
                ErrorId.PLUGIN_2, origin, "a " + kind.label() + " that can be loaded", message(broken), REMEDY));
    }

    private String message(Throwable broken) {
        Throwable cause =
                broken instanceof ServiceConfigurationError && broken.getCause() != null ? broken.getCause() : broken;
        String prefix = kind.type().getName() + ": ";
        String own = String.valueOf(broken.getMessage()).replace(prefix, "");
        if (cause == broken && broken instanceof ServiceConfigurationError) {
            return own;
        }
        String why = cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ", " + cause.getMessage());
        return cause == broken ? why : own + ": " + why;
    }

    /** The jars whose service file has what a failure names, or else the service file's name. */
    private String declaredIn(ClassLoader loader, String failure) {
        String file = "META-INF/services/" + kind.type().getName();
        Set<String> jars = new TreeSet<>();
        try {
            for (URL url : Collections.list(loader.getResources(file))) {
                if (failure.contains(url.toString())
                        || classes(url).stream()
                                .anyMatch(c -> names(failure, c) || failure.equals(loading(c, loader)))) {
                    jars.add(readable(url.toString().replaceFirst("^jar:", "").replaceFirst("!?/" + file + "$", "")));
                }
            }
        } catch (IOException unreadable) {
            return file;
        }
        return jars.isEmpty() ? file : String.join(" and ", jars);
    }

    private static boolean names(String failure, String className) {
        String text = failure.replace('/', '.');
        int at = text.indexOf(className);
        int end = at + className.length();
        return at >= 0 && (end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end)));
    }

    /** What comes of loading a class, which may fail for want of another. */
    private static String loading(String className, ClassLoader loader) {
        try {
            return Class.forName(className, false, loader).getName();
        } catch (ClassNotFoundException | LinkageError failure) {
            return failure.toString();
        }
    }

    private static List<String> classes(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toList());
        }
    }

    private static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Optional.ofNullable(source)
                .map(CodeSource::getLocation)
                .map(url -> readable(url.toString()))
                .orElse("the Java runtime");
    }

    private static String readable(String url) {
        try {
            URI uri = new URI(url);
            return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : url;
        } catch (URISyntaxException | IllegalArgumentException noFile) {
            return url;
        }
    }
}
