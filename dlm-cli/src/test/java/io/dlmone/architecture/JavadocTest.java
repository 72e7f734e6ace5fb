package io.dlmone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public and protected type and member is described: its parameters, what it returns, what it throws. */
class JavadocTest {

    private final Modules here = Modules.ofThisCheckout();

    @Test
    void everyPublicTypeAndMemberOfEveryModule() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : here.names()) {
            Path main = here.root().resolve(module).resolve("src/main/java");
            if (!module.equals("examples") && Files.isDirectory(main)) {
                try (Stream<Path> files = Files.walk(main)) {
                    files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                            .forEach(sources::add);
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(400);
        assertThat(faults(sources)).isEmpty();
    }

    @Test
    void whatIsMissingIsFound(@TempDir Path home) throws IOException {
        Path source = Files.writeString(home.resolve("Half.java"), """
                /** Half described. */
                public record Half(int n) {
                    public Half {}
                    /** A sum. */
                    public int plus(int other) { return n + other; }
                    public int twice() { return 2 * n; }
                    int hidden() { return n; }
                }
                """);
        assertThat(faults(List.of(source)))
                .extracting(fault -> fault.replaceFirst(".*Half.java", ""))
                .containsExactlyInAnyOrder(
                        ": no @param for n of Half", ":5: no @param for other", ":5: no @return", ":6: no comment");
    }

    /** What the compiler's doclint misses, but for compact constructors, whose parameters are those of the record. */
    private static List<String> faults(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> faults = new ArrayList<>();
        try (var files = compiler.getStandardFileManager(found, Locale.ROOT, null)) {
            List<String> options =
                    List.of("-proc:none", "-Xdoclint:all/protected", "-Xmaxwarns", "100000", "-cp", AllClasses.path());
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Components(docs, faults).scan(unit, null);
            }
            task.analyze();
            for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
                String message = each.getMessage(Locale.ROOT);
                boolean fault = each.getKind() == Diagnostic.Kind.ERROR
                        || message.startsWith("no ")
                        || message.contains("already been specified");
                if (fault && !isCompactConstructor(each)) {
                    String where =
                            each.getSource() == null ? "" : each.getSource().getName();
                    faults.add(where + ":" + each.getLineNumber() + ": " + message);
                }
            }
        }
        return faults;
    }

    /** Records without {@code @param} for each component, which doclint passes over. */
    private static final class Components extends TreePathScanner<Void, Void> {

        private final DocTrees docs;
        private final List<String> faults;

        Components(DocTrees docs, List<String> faults) {
            this.docs = docs;
            this.faults = faults;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isVisible(type)) {
                return null; // nor is anything in it
            }
            if (type.getKind() == Tree.Kind.RECORD) {
                DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
                String text = comment == null ? "" : comment.toString();
                for (Tree member : type.getMembers()) {
                    if (member instanceof VariableTree component
                            && !component.getModifiers().getFlags().contains(Modifier.STATIC)
                            && !Pattern.compile("@param\\s+" + component.getName() + "\\b")
                                    .matcher(text)
                                    .find()) {
                        faults.add(getCurrentPath()
                                        .getCompilationUnit()
                                        .getSourceFile()
                                        .getName() + ": no @param for " + component.getName() + " of "
                                + type.getSimpleName());
                    }
                }
            }
            return super.visitClass(type, nothing);
        }

        private boolean isVisible(ClassTree type) {
            Set<Modifier> flags = type.getModifiers().getFlags();
            boolean inInterface = getCurrentPath().getParentPath() != null
                    && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.INTERFACE;
            return inInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
        }
    }

    private static boolean isCompactConstructor(Diagnostic<? extends JavaFileObject> fault) throws IOException {
        if (fault.getSource() == null || fault.getLineNumber() < 1) {
            return false;
        }
        String text = fault.getSource().getCharContent(true).toString();
        return text.lines()
                .skip(fault.getLineNumber() - 1)
                .findFirst()
                .orElse("")
                .matches("\\s*public \\w+ \\{.*");
    }
}
