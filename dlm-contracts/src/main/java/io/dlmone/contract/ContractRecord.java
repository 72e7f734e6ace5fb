package io.dlmone.contract;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Keeps what a backend's contract tests have shown, for tables: after each class of them,
 * {@code target/contract/CLASS.properties} says which provider was tested, how it was opened, and for every test method
 * {@code passed/run}. A test that assumed something in vain counts as neither.
 */
final class ContractRecord implements InvocationInterceptor, AfterAllCallback {

    private static final Path DIRECTORY = Path.of("target", "contract");

    private final TreeMap<String, int[]> counts = new TreeMap<>();
    private String tested = "";
    private String name = "";

    @Override
    public void interceptTestMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        begin(context);
        count(test);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> tests, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        begin(context);
        return tests.proceed();
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> test, DynamicTestInvocationContext invocation, ExtensionContext context) throws Throwable {
        count(test);
    }

    private void begin(ExtensionContext context) {
        BackendFixture fixture = (BackendFixture) context.getRequiredTestInstance();
        BackendProvider provider = fixture.provider();
        BackendOptions options = fixture.options();
        tested = String.format(
                Locale.ROOT,
                "backend=%s%nengine=%s%ndevice=%s%nprecision=%s%n",
                provider.name(),
                provider.engine(),
                options.device(),
                options.precision().name().toLowerCase(Locale.ROOT));
        name = context.getRequiredTestMethod().getName();
    }

    private void count(Invocation<Void> test) throws Throwable {
        int[] passedAndRun = counts.computeIfAbsent(name, any -> new int[2]);
        try {
            test.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            passedAndRun[1]++;
            throw e;
        }
        passedAndRun[0]++;
        passedAndRun[1]++;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        String lines = counts.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue()[0] + "/" + e.getValue()[1] + System.lineSeparator())
                .collect(Collectors.joining());
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(
                    DIRECTORY.resolve(context.getRequiredTestClass().getSimpleName() + ".properties"), tested + lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
