package io.dlmone.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The rules of the architecture for the modules of one checkout. A module without classes breaks none of them. */
record DependencyRules(Modules modules) {

    /** The vocabulary knows nobody; models, engines and measures know the vocabulary; only the top sees everything. */
    ArchRule eachModuleKnowsOnlyWhatItMay() {
        LayeredArchitecture rule =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        rule = rule.layer(Modules.API).definedBy(modules.in(Modules.API));
        for (Modules.Module module : Modules.ABOVE_API) {
            rule = rule.layer(module.name()).definedBy(modules.in(module.name()));
        }
        rule = rule.whereLayer(Modules.API).mayNotAccessAnyLayer();
        for (Modules.Module module : Modules.ABOVE_API) {
            if (!Modules.SEE_EVERYTHING.contains(module.name())) {
                String[] known = Stream.concat(Stream.of(Modules.API), module.knows().stream())
                        .toArray(String[]::new);
                rule = rule.whereLayer(module.name()).mayOnlyAccessLayers(known);
            }
        }
        return rule.because("plugins and engines are exchanged one by one (see the dependency rule of the design)");
    }

    /** A module's classes lie in its own packages; the vocabulary's lie in nobody else's. */
    List<ArchRule> eachModuleKeepsToItsPackages() {
        List<ArchRule> rules = new ArrayList<>();
        for (Modules.Module module : Modules.ABOVE_API) {
            rules.add(classes()
                    .that(modules.in(module.name()))
                    .should()
                    .resideInAnyPackage(withSubpackages(module))
                    .allowEmptyShould(true));
        }
        String[] taken = Modules.ABOVE_API.stream()
                .flatMap(m -> Arrays.stream(withSubpackages(m)))
                .toArray(String[]::new);
        rules.add(classes()
                .that(modules.in(Modules.API))
                .should()
                .resideOutsideOfPackages(taken)
                .allowEmptyShould(true));
        return rules;
    }

    /**
     * An engine's library is used by its backend only, a framework by its own module only; picocli and the progress bar
     * by the command line only, Guice by it and its own module, Jetty and Micrometer by the server.
     */
    List<ArchRule> librariesStayWhereTheyBelong() {
        DescribedPredicate<JavaClass> djl =
                resideInAPackage("ai.djl..").and(not(resideInAPackage("ai.djl.huggingface..")));
        return List.of(
                onlyFrom(resideInAPackage("ai.onnxruntime.."), "backend-onnx"),
                onlyFrom(djl.as("DJL other than its tokenizers"), "backend-djl"),
                onlyFrom(resideInAPackage("org.tensorflow.."), "backend-tf"),
                onlyFrom(resideInAPackage("com.google.inject.."), "dlm-guice", "dlm-cli"),
                onlyFrom(resideInAnyPackage("org.eclipse.jetty..", "io.micrometer.."), "dlm-serve"),
                onlyFrom(resideInAPackage("dev.langchain4j.."), "dlm-langchain4j"),
                onlyFrom(resideInAnyPackage("org.springframework..", "reactor.."), "dlm-spring-ai"),
                onlyFrom(resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala.."), "dlm-spark"),
                onlyFrom(resideInAnyPackage("picocli..", "me.tongfei.progressbar.."), "dlm-cli"),
                noClasses()
                        .that(modules.in(Modules.API))
                        .should()
                        .dependOnClassesThat(resideInAPackage("com.fasterxml.."))
                        .as("dlm-api knows no JSON")
                        .allowEmptyShould(true));
    }

    /** No package knows, over others or at once, one that knows it. */
    ArchRule packagesFormNoCycles() {
        return slices().matching("io.(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    private static String[] withSubpackages(Modules.Module module) {
        return module.ownPackages().stream().map(p -> p + "..").toArray(String[]::new);
    }

    private ArchRule onlyFrom(DescribedPredicate<JavaClass> library, String... where) {
        List<DescribedPredicate<JavaClass>> allowed = Stream.concat(Arrays.stream(where), Stream.of("examples"))
                .map(modules::in)
                .toList();
        return noClasses()
                .that(not(or(allowed)))
                .should()
                .dependOnClassesThat(library)
                .as("only " + String.join(", ", where) + " (and examples) should depend on classes "
                        + library.getDescription())
                .allowEmptyShould(true);
    }
}
