package io.dlmone.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules of a checkout: who may know whom, which packages each one owns, and where its files lie. */
record Modules(Path root) {

    static final String API = "dlm-api";
    static final Set<String> SEE_EVERYTHING = Set.of("dlm-cli", "examples");

    /**
     * One module below the top.
     *
     * @param name its directory
     * @param ownPackages the packages that hold, with those below them, all of its classes
     * @param knows the modules it may use beside {@code dlm-api}
     */
    record Module(String name, List<String> ownPackages, Set<String> knows) {}

    /** Every module but {@code dlm-api}, which owns the packages that nobody else does, and knows nobody. */
    static final List<Module> ABOVE_API = List.of(
            new Module(
                    "dlm-model",
                    List.of(
                            "io.dlmone.io",
                            "io.dlmone.data",
                            "io.dlmone.tokenizer",
                            "io.dlmone.bundle",
                            "io.dlmone.ngrams"),
                    Set.of()),
            new Module("dlm-contracts", List.of("io.dlmone.contract"), Set.of()),
            new Module("dlm-eval", List.of("io.dlmone.eval"), Set.of("dlm-model")),
            new Module("dlm-teacher-diffuseq", List.of("io.dlmone.diffuseq"), Set.of("dlm-model")),
            new Module(
                    "dlm-teacher-flow",
                    List.of("io.dlmone.flowseq", "io.dlmone.elf"),
                    Set.of("dlm-model", "dlm-teacher-diffuseq")),
            new Module("dlm-student", List.of("io.dlmone.student"), Set.of("dlm-model")),
            new Module("dlm-distill", List.of("io.dlmone.distill"), Set.of("dlm-model", "dlm-student")),
            new Module("dlm-builtin", List.of("io.dlmone.builtin", "io.dlmone.paraphrase"), Set.of("dlm-model")),
            new Module("dlm-bom", List.of(), Set.of()),
            new Module("dlm-starter", List.of(), Set.of()),
            new Module("coverage", List.of(), Set.of()),
            new Module(
                    "dlm-train",
                    List.of("io.dlmone.train"),
                    Set.of("dlm-model", "dlm-eval", "dlm-student", "dlm-distill", "dlm-builtin")),
            new Module(
                    "dlm-bertscore", List.of("io.dlmone.bertscore"), Set.of("dlm-model", "dlm-eval", "backend-onnx")),
            new Module("dlm-serve", List.of("io.dlmone.serve"), Set.of("dlm-model", "dlm-eval", "dlm-student")),
            new Module("dlm-langchain4j", List.of("io.dlmone.langchain4j"), Set.of("dlm-student")),
            new Module("dlm-spring-ai", List.of("io.dlmone.springai"), Set.of("dlm-student")),
            new Module(
                    "dlm-spark",
                    List.of("io.dlmone.spark"),
                    Set.of("dlm-model", "dlm-eval", "dlm-student", "dlm-distill", "dlm-train")),
            new Module("dlm-huggingface", List.of("io.dlmone.huggingface"), Set.of("dlm-model")),
            new Module("backend-onnx", List.of("io.dlmone.backend.onnx"), Set.of()),
            new Module("backend-djl", List.of("io.dlmone.backend.djl"), Set.of()),
            new Module("backend-tf", List.of("io.dlmone.backend.tf"), Set.of()),
            new Module("dlm-guice", List.of("io.dlmone.guice"), Set.of()),
            new Module("dlm-cli", List.of("io.dlmone.cli"), Set.of()),
            new Module("dlm-dist", List.of(), Set.of("dlm-cli")),
            new Module("examples", List.of("io.dlmone.examples"), Set.of()));

    /** The checkout that this test was compiled in. */
    static Modules ofThisCheckout() {
        try {
            URI testClasses = Modules.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return new Modules(Path.of(testClasses).resolve("../../..").normalize());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The directories with a pom. */
    Set<String> names() {
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(d -> Files.isRegularFile(d.resolve("pom.xml")))
                    .map(d -> d.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The main classes of all modules built so far, read from their files: engines need not be on the class path. */
    JavaClasses mainClasses() {
        return new ClassFileImporter()
                .importPaths(names().stream()
                        .map(m -> root.resolve(m).resolve("target/classes"))
                        .filter(Files::isDirectory)
                        .toList());
    }

    /** The classes that lie in one module's output directory. */
    DescribedPredicate<JavaClass> in(String module) {
        String prefix = root.resolve(module)
                .resolve("target/classes")
                .toUri()
                .toString()
                .replaceFirst("/?$", "/");
        return DescribedPredicate.describe("in module " + module, c -> c.getSource()
                .map(s -> s.getUri().toString().startsWith(prefix))
                .orElse(false));
    }

    /** The modules that have main sources in a package, for each package. */
    Map<String, Set<String>> modulesByPackage() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (String module : names()) {
            Path sources = root.resolve(module).resolve("src/main/java");
            if (!Files.isDirectory(sources)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(f -> f.toString().endsWith(".java"))
                        .map(f -> sources.relativize(f.getParent()).toString().replace(File.separatorChar, '.'))
                        .forEach(p ->
                                found.computeIfAbsent(p, x -> new TreeSet<>()).add(module));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    /** The packages that lie in more than one module, with those modules. */
    Map<String, Set<String>> splitPackages() {
        Map<String, Set<String>> split = modulesByPackage();
        split.values().removeIf(modules -> modules.size() == 1);
        return split;
    }
}
