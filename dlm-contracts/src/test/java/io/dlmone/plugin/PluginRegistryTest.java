package io.dlmone.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.Plugins;
import io.dlmone.backend.Backends;
import io.dlmone.contract.PluginJar;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.TeacherFamily;
import io.dlmone.sampling.Sampler;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars as their authors make them, whole and broken, behind a class loader of their own. */
class PluginRegistryTest {

    private static final Class<?> TYPE = TeacherFamily.class;

    @TempDir
    Path home;

    private final List<URLClassLoader> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (URLClassLoader loader : open) {
            loader.close();
        }
    }

    private static String family(String className, String name, String extra) {
        return "package p; import io.dlmone.model.*; public final class " + className
                + " implements TeacherFamily {"
                + " @Override public String name() { return \"" + name + "\"; }"
                + " @Override public String description() { return \"A schedule.\"; }"
                + " @Override public TeacherModel create(java.util.Map<String, Object> config) { return null; } "
                + extra + "}";
    }

    private Path jar(String file, String className, String name) throws IOException {
        return new PluginJar()
                .source("p." + className, family(className, name, ""))
                .service(TYPE, "p." + className)
                .write(home.resolve(file));
    }

    private <T> T with(ClassLoader context, Callable<T> job) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return job.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private URLClassLoader loader(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        URLClassLoader loader = new URLClassLoader(urls, PluginRegistryTest.class.getClassLoader());
        open.add(loader);
        return loader;
    }

    private PluginRegistry<TeacherFamily> registry(Path... jars) throws Exception {
        return with(loader(jars), () -> PluginRegistry.of(Plugins.TEACHER_FAMILIES));
    }

    @Test
    void aPluginIsFoundWithItsJar() throws Exception {
        Path jar = jar("cosine.jar", "Cosine", "cosine");
        PluginRegistry<TeacherFamily> registry = registry(jar);
        assertThat(registry.problems()).isEmpty();
        assertThat(registry.found()).singleElement().satisfies(found -> {
            assertThat(found.name()).isEqualTo("cosine");
            assertThat(found.origin()).isEqualTo(jar.toString());
        });
        assertThat(registry.named("cosine")).isSameAs(registry.all().get(0));
    }

    @Test
    void itIsLookedUpOnceForAClassLoader() throws Exception {
        URLClassLoader loader = loader(jar("cosine.jar", "Cosine", "cosine"));
        PluginRegistry<TeacherFamily> first = with(loader, () -> PluginRegistry.of(Plugins.TEACHER_FAMILIES));
        assertThat(with(loader, () -> PluginRegistry.of(Plugins.TEACHER_FAMILIES)))
                .isSameAs(first);
        assertThat(PluginRegistry.of(Plugins.TEACHER_FAMILIES)).isNotSameAs(first);
    }

    @Test
    void theLibrarysOwnClassLoaderIsAskedToo() throws Exception {
        ClassLoader blind = ClassLoader.getPlatformClassLoader();
        List<String> seen = with(
                blind,
                () -> List.copyOf(PluginRegistry.of(PROBES).all().stream()
                        .map(Plugin::name)
                        .toList()));
        assertThat(seen).containsExactly("listed");
        assertThat(with(null, () -> PluginRegistry.of(PROBES).all())).hasSize(1);
    }

    @Test
    void aServiceFileThatNamesNoClassNamesItsJarAndStopsNoOther() throws Exception {
        Path broken = new PluginJar()
                .service(TYPE, "p.Gone")
                .service(TYPE, "p.GoneToo")
                .write(home.resolve("broken.jar"));
        PluginRegistry<TeacherFamily> registry = registry(broken, jar("cosine.jar", "Cosine", "cosine"));
        assertThat(registry.all()).hasSize(1);
        assertThat(registry.problems()).hasSize(2).allSatisfy(p -> {
            assertThat(p.id()).isEqualTo("DLM-PLUGIN-2");
            assertThat(p.where()).isEqualTo(broken.toString());
            assertThat(p.found()).contains("p.Gone", "not found");
        });
    }

    @Test
    void everyWayToBeBrokenNamesItsJarAndStopsNoOther() throws Exception {
        List<Path> jars = new ArrayList<>();
        jars.add(new PluginJar().service(TYPE, "not a class name").write(home.resolve("syntax.jar")));
        jars.add(new PluginJar()
                .source("p.Other", "package p; public final class Other {}")
                .service(TYPE, "p.Other")
                .write(home.resolve("subtype.jar")));
        jars.add(new PluginJar()
                .source(
                        "p.Throws",
                        family("Throws", "throws", "public Throws() { throw new RuntimeException(\"x\"); }"))
                .service(TYPE, "p.Throws")
                .write(home.resolve("throws.jar")));
        jars.add(new PluginJar()
                .source("p.Static", family("Static", "static", "static final int N = Integer.parseInt(\"x\");"))
                .service(TYPE, "p.Static")
                .write(home.resolve("static.jar")));
        jars.add(new PluginJar()
                .source("p.Private", family("Private", "private", "private Private() {}"))
                .service(TYPE, "p.Private")
                .write(home.resolve("private.jar")));
        jars.add(jar("blank.jar", "Blank", " "));
        jars.add(missingParent());
        PluginRegistry<TeacherFamily> registry = registry(jars.toArray(Path[]::new));
        assertThat(registry.problems().stream().map(Problem::where))
                .containsExactlyInAnyOrderElementsOf(
                        jars.stream().map(Path::toString).toList());
        jars.add(jar("cosine.jar", "Cosine", "cosine"));
        assertThat(registry(jars.toArray(Path[]::new)).all()).hasSize(1);
    }

    /** A class whose superclass is not there, as after a half-made jar: a LinkageError from within the look-up. */
    private Path missingParent() throws IOException {
        Path whole = new PluginJar()
                .source("p.Parent", "package p; public class Parent {}")
                .source("p.Child", family("Child", "child", "").replace(" implements", " extends Parent implements"))
                .service(TYPE, "p.Child")
                .write(home.resolve("parent.jar"));
        try (var zip = java.nio.file.FileSystems.newFileSystem(whole)) {
            Files.delete(zip.getPath("/p/Parent.class"));
        }
        return whole;
    }

    @Test
    void twoOfOneNameAreAProblemThatNamesBothJars() throws Exception {
        Path one = jar("one.jar", "One", "cosine");
        Path two = jar("two.jar", "Two", "cosine");
        PluginRegistry<TeacherFamily> registry = registry(one, two);
        assertThat(registry.found()).singleElement().satisfies(f -> assertThat(f.origin())
                .isEqualTo(one.toString()));
        assertThat(registry.problems()).singleElement().satisfies(p -> {
            assertThat(p.id()).isEqualTo("DLM-PLUGIN-3");
            assertThat(p.where()).isEqualTo(two.toString());
            assertThat(p.found()).contains("'cosine'", one.toString());
        });
    }

    @Test
    void anUnknownNameTellsWhatThereIsWhatWasMeantAndWhatIsBroken() throws Exception {
        Path broken = new PluginJar().service(TYPE, "p.Gone").write(home.resolve("broken.jar"));
        PluginRegistry<TeacherFamily> registry = registry(broken, jar("cosine.jar", "Cosine", "cosine"));
        UserException slip = catchThrowableOfType(UserException.class, () -> registry.named("cosin"));
        assertThat(slip).hasMessageContainingAll("[DLM-PLUGIN-1] teacher family", "[cosine]", "Did you mean 'cosine'?");
        assertThat(slip).hasMessageContaining(broken.toString());
        assertThatThrownBy(() -> registry.named("diffuseq"))
                .hasMessageContaining("Add io.dlmone:dlm-teacher-diffuseq to the class path.");
        assertThatThrownBy(() -> Backends.named("onnx"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Add io.dlmone:backend-onnx to the class path.");
        assertThatThrownBy(() -> Backends.named("onix")).hasMessageContaining("Did you mean 'onnx'?");
    }

    @Test
    void whatAProbeThrowsKeepsAPluginOut() throws Exception {
        Path jar = new PluginJar()
                .source("p.Cosine", family("Cosine", "cosine", ""))
                .service(TYPE, "p.Cosine")
                .write(home.resolve("cosine.jar"));
        PluginKind<TeacherFamily> strict =
                new PluginKind<>(TeacherFamily.class, "teacher family", java.util.Map.of(), p -> {
                    throw new AbstractMethodError("made for another version");
                });
        PluginRegistry<TeacherFamily> registry = with(loader(jar), () -> PluginRegistry.of(strict));
        assertThat(registry.all()).isEmpty();
        assertThat(registry.problems()).singleElement().satisfies(p -> assertThat(p.found())
                .contains("AbstractMethodError", "made for another version"));
    }

    @Test
    void aSamplerThatCannotSayWhatItWalksIsLeftOut() throws Exception {
        Path jar = new PluginJar()
                .source("p.Mute", """
                        package p;
                        import io.dlmone.model.NoiseSchedule;
                        import io.dlmone.sampling.Sampler;
                        import java.util.*;
                        public final class Mute implements Sampler {
                            @Override public String name() { return "mute"; }
                            @Override public String description() { return "A sampler."; }
                            @Override public Optional<String> obstacle(NoiseSchedule path) {
                                throw new IllegalStateException("do not know");
                            }
                            @Override public List<Step> plan(NoiseSchedule path, int steps) { return List.of(); }
                        }
                        """)
                .service(Sampler.class, "p.Mute")
                .write(home.resolve("mute.jar"));
        PluginRegistry<Sampler> registry = with(loader(jar), () -> PluginRegistry.of(Plugins.SAMPLERS));
        assertThat(registry.all()).extracting(Sampler::name).doesNotContain("mute");
        assertThat(registry.problems()).singleElement().satisfies(p -> assertThat(p.found())
                .contains("do not know"));
    }

    /** A kind with one plugin on the test's own class path. */
    private static final PluginKind<Listed> PROBES =
            new PluginKind<>(Listed.class, "probe", java.util.Map.of(), p -> {});

    /** Named in the test's own META-INF/services. */
    public static class Listed implements Plugin {

        @Override
        public String name() {
            return "listed";
        }

        @Override
        public String description() {
            return "One that the test lists.";
        }
    }
}
