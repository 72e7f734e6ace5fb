package io.dlmone.cli;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.error.ErrorId;
import io.dlmone.error.UserException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** For each id of an area a way to bring its problem about with real input: the record of {@link ErrorsTest}. */
abstract class Provocations {

    /** Does what is wrong and gives the message, with those of other problems on lines of their own. */
    interface Provocation {

        String message() throws Exception;
    }

    /** A directory of this area's own. */
    final Path home;

    private final Map<ErrorId, Provocation> all = new EnumMap<>(ErrorId.class);

    Provocations(Path home) {
        this.home = home;
    }

    /** All of this area. */
    final Map<ErrorId, Provocation> all() {
        return all;
    }

    final void provoke(ErrorId id, Provocation provocation) {
        if (all.put(id, provocation) != null) {
            throw new IllegalArgumentException(id + " twice");
        }
    }

    /** A call of the library that refuses its input. */
    final void refuse(ErrorId id, ThrowingCallable call) {
        provoke(id, () -> refusal(call));
    }

    /** A command that refuses its input. */
    final void command(ErrorId id, String... args) {
        provoke(id, () -> told(Dlm.run(args)));
    }

    static String refusal(ThrowingCallable call) {
        UserException refusal = catchThrowableOfType(UserException.class, call);
        return refusal == null ? "nothing was refused" : refusal.getMessage();
    }

    /** What a command told on standard error, without its name before each line. */
    static String told(Dlm.Result result) {
        return result.err().lines().map(line -> line.replaceFirst("^dlm: ", "")).collect(Collectors.joining("\n"));
    }

    /** A refusal with a plugin's jar on the class path. */
    static String refusalWith(Path jar, ThrowingCallable call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            return refusal(call);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
