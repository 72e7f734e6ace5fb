package io.dlmone.contract;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints {@code found NAME} for every provider, and {@code loaded FILE} for every library that this has brought in. */
final class ProviderProbe {

    static final Path MAPS = Path.of("/proc/self/maps");

    private ProviderProbe() {}

    public static void main(String[] args) throws IOException {
        Set<String> before = libraries();
        for (BackendProvider p : Backends.all()) {
            p.engine();
            p.capabilities();
            p.availability();
            System.out.println("found " + p.name());
        }
        Set<String> after = libraries();
        after.removeAll(before);
        after.forEach(l -> System.out.println("loaded " + l));
    }

    /** Shared libraries of this process, Java's own left out. */
    private static Set<String> libraries() throws IOException {
        String java = Path.of(System.getProperty("java.home")).toRealPath().toString();
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(l -> l.matches(".*/[^/]*\\.so[.0-9]*( \\(deleted\\))?"))
                    .map(l -> l.substring(l.indexOf('/')))
                    .filter(l -> !l.startsWith(java))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
