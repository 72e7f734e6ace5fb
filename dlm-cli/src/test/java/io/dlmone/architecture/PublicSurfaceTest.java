package io.dlmone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each jar offers to other code, its public types with their public and protected members, is what the files
 * beside say: a change of it shows in review. {@code mvn -B test -pl dlm-cli -am -Dtest=PublicSurfaceTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Ddlm.write=true} writes the files.
 */
class PublicSurfaceTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> OF_RECORDS = Set.of("equals", "hashCode", "toString");
    private static final Set<String> IMPLIED = Set.of("java.lang.Object", "java.lang.Record", "java.lang.Enum");
    private static final ClassLoader CLASSES = classes();
    private static final Path FILES = Path.of("src", "test", "surface");

    private static ClassLoader classes() {
        try {
            return AllClasses.loader();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> modules() throws IOException {
        try (Stream<Path> directories = Files.list(ROOT)) {
            return directories
                    .filter(d -> Files.isDirectory(d.resolve(Path.of("src", "main", "java"))))
                    .map(d -> d.getFileName().toString())
                    .filter(name -> !name.equals("examples"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aJarOffersWhatItsFileSays(String module) throws IOException {
        Path file = FILES.resolve(module + ".txt");
        String surface = surface(ROOT.resolve(module).resolve(Path.of("target", "classes")));
        if (Boolean.getBoolean("dlm.write")) {
            Files.createDirectories(FILES);
            Files.writeString(file, surface);
        }
        assertThat(surface)
                .as("what %s offers; if the change is meant, -Ddlm.write=true writes %s", module, file)
                .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    }

    @Test
    void noFileIsOfAModuleThatIsGone() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(modules());
        }
    }

    private static String surface(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(f -> classes.relativize(f).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .map(PublicSurfaceTest::load)
                    .filter(PublicSurfaceTest::isOffered)
                    .map(PublicSurfaceTest::describe)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, CLASSES);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + " is not on the class path of dlm-cli's tests", e);
        }
    }

    private static boolean isOffered(Class<?> type) {
        return (type.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (type.getDeclaringClass() == null || isOffered(type.getDeclaringClass()));
    }

    private static String describe(Class<?> type) {
        Stream<String> members = Stream.of(
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(PublicSurfaceTest::isOffered)
                                .map(Constructor::toGenericString),
                        methods(type)
                                .filter(PublicSurfaceTest::isOffered)
                                .filter(method -> !type.isRecord() || !OF_RECORDS.contains(method.getName()))
                                .map(Method::toGenericString),
                        Arrays.stream(type.getDeclaredFields())
                                .filter(PublicSurfaceTest::isOffered)
                                .map(Field::toGenericString))
                .flatMap(m -> m)
                .map(m -> "    " + m.replaceFirst("[\\w.$]+[.$](\\w+\\()", "$1").replace(type.getTypeName() + ".", "")
                        + "\n")
                .sorted();
        return head(type) + "\n" + members.collect(Collectors.joining());
    }

    /** Its own, and those that it has from a type that nobody else sees. */
    private static Stream<Method> methods(Class<?> type) {
        Class<?> above = type.getSuperclass();
        Stream<Method> own = Arrays.stream(type.getDeclaredMethods());
        return above == null || isOffered(above) ? own : Stream.concat(own, methods(above));
    }

    /** Not {@link Class#toGenericString}, whose form depends on the JDK. */
    private static String head(Class<?> type) {
        String kind = type.isAnnotation()
                ? "annotation"
                : type.isInterface() ? "interface" : type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
        int shown = kind.equals("class") ? Modifier.ABSTRACT | Modifier.FINAL : 0;
        String modifiers = Modifier.toString(type.getModifiers() & (Modifier.PROTECTED | shown));
        String parameters = Arrays.stream(type.getTypeParameters())
                .map(p -> p.getName())
                .collect(Collectors.joining(",", "<", ">"))
                .replace("<>", "");
        String above = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(Type::getTypeName)
                .filter(t -> !IMPLIED.contains(t.replaceAll("<.*", "")))
                .collect(Collectors.joining(", ", " of ", ""));
        return (type.isSealed() ? "sealed " : "")
                + (modifiers.isEmpty() ? "" : modifiers + " ")
                + kind
                + " "
                + type.getTypeName()
                + parameters
                + (above.equals(" of ") ? "" : above);
    }

    private static boolean isOffered(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
    }
}
