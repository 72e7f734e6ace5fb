package io.dlmone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The modules know only whom they may; and a checkout where one knows too much is found out. */
class ArchitectureTest {

    private static final Modules HERE = Modules.ofThisCheckout();
    private static final JavaClasses CLASSES = HERE.mainClasses();

    @Test
    void everyModuleIsUnderTheRules() {
        Set<String> ruled = new TreeSet<>(Set.of(Modules.API));
        Modules.ABOVE_API.forEach(m -> ruled.add(m.name()));
        assertThat(HERE.names())
                .as("a new module needs a row in Modules.ABOVE_API")
                .isEqualTo(ruled);
    }

    @Test
    void modulesKeepTheDependencyRule() {
        assertThat(CLASSES.contain("io.dlmone.cli.Main")).isTrue();
        assertThat(CLASSES.contain("io.dlmone.error.Problem")).isTrue();
        rulesOf(HERE).forEach(rule -> rule.check(CLASSES));
    }

    @Test
    void noPackageIsSplitOverTwoModules() {
        assertThat(HERE.modulesByPackage()).containsKey("io.dlmone.cli");
        assertThat(HERE.splitPackages()).isEmpty();
    }

    @Test
    void packagesFormNoCycles() {
        new DependencyRules(HERE).packagesFormNoCycles().check(CLASSES);
    }

    @Test
    void aCycleOfPackagesIsFound(@TempDir Path root) throws IOException {
        compile(root, "dlm-api", "io.dlmone.graph", "One", "public class One {}");
        compile(root, "dlm-api", "io.dlmone.nn", "Two", "public class Two { io.dlmone.graph.One one; }");
        assertThat(cycles(root)).isFalse();
        compile(root, "dlm-api", "io.dlmone.graph", "Three", "class Three { io.dlmone.nn.Two two; }");
        assertThat(cycles(root)).isTrue();
    }

    private static boolean cycles(Path root) {
        Modules modules = new Modules(root);
        return new DependencyRules(modules)
                .packagesFormNoCycles()
                .evaluate(modules.mainClasses())
                .hasViolation();
    }

    /** Each row puts a class into a module and lets it use another class: forbidden ones must be reported. */
    @ParameterizedTest(name = "{0} with {1} using {2} with {3}: {4}")
    @CsvSource({
        "dlm-api, io.dlmone.graph, backend-onnx, io.dlmone.backend.onnx, FORBIDDEN",
        "dlm-api, io.dlmone.graph, dlm-model, io.dlmone.io, FORBIDDEN",
        "dlm-model, io.dlmone.bundle, dlm-teacher-diffuseq, io.dlmone.diffuseq, FORBIDDEN",
        "backend-tf, io.dlmone.backend.tf, dlm-model, io.dlmone.bundle, FORBIDDEN",
        "dlm-api, io.dlmone.objective, somewhere, com.fasterxml.jackson, FORBIDDEN",
        "dlm-train, io.dlmone.train, dlm-cli, io.dlmone.cli, FORBIDDEN",
        "dlm-train, io.dlmone.train, dlm-teacher-diffuseq, io.dlmone.diffuseq, FORBIDDEN",
        "dlm-train, io.dlmone.train, dlm-teacher-flow, io.dlmone.flowseq, FORBIDDEN",
        "dlm-teacher-flow, io.dlmone.flowseq, dlm-teacher-diffuseq, io.dlmone.diffuseq, ALLOWED",
        "dlm-teacher-diffuseq, io.dlmone.diffuseq, dlm-teacher-flow, io.dlmone.flowseq, FORBIDDEN",
        "dlm-train, io.dlmone.train, backend-onnx, io.dlmone.backend.onnx, FORBIDDEN",
        "dlm-train, io.dlmone.train, somewhere, com.google.inject, FORBIDDEN",
        "dlm-train, io.dlmone.train, somewhere, picocli, FORBIDDEN",
        "dlm-student, io.dlmone.student, dlm-train, io.dlmone.train, FORBIDDEN",
        "dlm-teacher-diffuseq, io.dlmone.diffuseq, dlm-model, io.dlmone.io, ALLOWED",
        "dlm-teacher-diffuseq, io.dlmone.diffuseq, backend-onnx, io.dlmone.backend.onnx, FORBIDDEN",
        "dlm-teacher-diffuseq, io.dlmone.diffuseq, dlm-student, io.dlmone.student, FORBIDDEN",
        "dlm-student, io.dlmone.student, dlm-teacher-diffuseq, io.dlmone.diffuseq, FORBIDDEN",
        "dlm-student, io.dlmone.student, dlm-distill, io.dlmone.distill, FORBIDDEN",
        "backend-tf, io.dlmone.backend.tf, dlm-student, io.dlmone.student, FORBIDDEN",
        "backend-tf, io.dlmone.backend.tf, backend-djl, io.dlmone.backend.djl, FORBIDDEN",
        "dlm-eval, io.dlmone.eval, dlm-builtin, io.dlmone.builtin, FORBIDDEN",
        "dlm-builtin, io.dlmone.builtin, dlm-cli, io.dlmone.cli, FORBIDDEN",
        "dlm-distill, io.dlmone.training, dlm-api, io.dlmone.graph, FORBIDDEN",
        "dlm-api, io.dlmone.student.api, dlm-api, io.dlmone.graph, FORBIDDEN",
        "dlm-student, io.dlmone.student, somewhere, ai.onnxruntime, FORBIDDEN",
        "backend-onnx, io.dlmone.backend.onnx, somewhere, org.tensorflow, FORBIDDEN",
        "dlm-distill, io.dlmone.distill, somewhere, com.google.inject, FORBIDDEN",
        "dlm-distill, io.dlmone.distill, dlm-student, io.dlmone.student, ALLOWED",
        "dlm-teacher-diffuseq, io.dlmone.diffuseq, dlm-api, io.dlmone.backend, ALLOWED",
        "backend-onnx, io.dlmone.backend.onnx, somewhere, ai.onnxruntime, ALLOWED",
        "dlm-cli, io.dlmone.cli, backend-onnx, io.dlmone.backend.onnx, ALLOWED",
        "dlm-cli, io.dlmone.cli, somewhere, com.google.inject, ALLOWED",
        "dlm-guice, io.dlmone.guice, somewhere, com.google.inject, ALLOWED",
        "dlm-guice, io.dlmone.guice, somewhere, picocli, FORBIDDEN",
        "dlm-serve, io.dlmone.serve, somewhere, org.eclipse.jetty, ALLOWED",
        "dlm-train, io.dlmone.train, somewhere, org.eclipse.jetty, FORBIDDEN",
        "dlm-langchain4j, io.dlmone.langchain4j, somewhere, dev.langchain4j, ALLOWED",
        "dlm-langchain4j, io.dlmone.langchain4j, dlm-student, io.dlmone.student, ALLOWED",
        "dlm-langchain4j, io.dlmone.langchain4j, dlm-spring-ai, io.dlmone.springai, FORBIDDEN",
        "dlm-spring-ai, io.dlmone.springai, somewhere, org.springframework, ALLOWED",
        "dlm-spring-ai, io.dlmone.springai, dlm-train, io.dlmone.train, FORBIDDEN",
        "dlm-student, io.dlmone.student, somewhere, dev.langchain4j, FORBIDDEN",
        "dlm-student, io.dlmone.student, somewhere, org.springframework, FORBIDDEN",
        "dlm-spark, io.dlmone.spark, somewhere, org.apache.spark, ALLOWED",
        "dlm-spark, io.dlmone.spark, dlm-train, io.dlmone.train, ALLOWED",
        "dlm-spark, io.dlmone.spark, backend-onnx, io.dlmone.backend.onnx, FORBIDDEN",
        "dlm-train, io.dlmone.train, somewhere, org.apache.spark, FORBIDDEN",
        "dlm-student, io.dlmone.student, somewhere, org.apache.hadoop, FORBIDDEN",
        "examples, io.dlmone.examples, dlm-distill, io.dlmone.distill, ALLOWED",
    })
    void theRuleSeesWhoUsesWhom(
            String user, String userPackage, String used, String usedPackage, String verdict, @TempDir Path root)
            throws IOException {
        compile(root, used, usedPackage, "Used", "public class Used {}");
        compile(root, user, userPackage, "User", "class User { " + usedPackage + ".Used field; }");
        Modules modules = new Modules(root);
        JavaClasses classes = modules.mainClasses();
        boolean broken =
                rulesOf(modules).stream().anyMatch(r -> r.evaluate(classes).hasViolation());
        assertThat(broken).isEqualTo(verdict.equals("FORBIDDEN"));
    }

    @Test
    void aPackageInTwoModulesIsFound(@TempDir Path root) throws IOException {
        source(root, "dlm-student", "io.dlmone.model", "One", "class One {}");
        source(root, "dlm-api", "io.dlmone.model", "Two", "class Two {}");
        source(root, "dlm-api", "io.dlmone.graph", "Three", "class Three {}");
        assertThat(new Modules(root).splitPackages())
                .containsOnlyKeys("io.dlmone.model")
                .containsEntry("io.dlmone.model", Set.of("dlm-api", "dlm-student"));
    }

    private static List<ArchRule> rulesOf(Modules modules) {
        DependencyRules rules = new DependencyRules(modules);
        List<ArchRule> all = new ArrayList<>();
        all.add(rules.eachModuleKnowsOnlyWhatItMay());
        all.addAll(rules.eachModuleKeepsToItsPackages());
        all.addAll(rules.librariesStayWhereTheyBelong());
        return all;
    }

    private static Path source(Path root, String module, String packageName, String name, String body)
            throws IOException {
        Path home = root.resolve(module);
        Path file = home.resolve("src/main/java")
                .resolve(packageName.replace('.', '/'))
                .resolve(name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.writeString(file, "package " + packageName + ";\n" + body + "\n");
        return file;
    }

    private static void compile(Path root, String module, String packageName, String name, String body)
            throws IOException {
        Path file = source(root, module, packageName, name, body);
        Path output = Files.createDirectories(root.resolve(module).resolve("target/classes"));
        String classPath = String.join(
                File.pathSeparator,
                new Modules(root)
                        .names().stream()
                                .map(m -> root.resolve(m)
                                        .resolve("target/classes")
                                        .toString())
                                .toList());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled;
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-proc:none", "-cp", classPath, "-d", output.toString()),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
        }
        assertThat(compiled).as(messages.toString()).isTrue();
    }
}
