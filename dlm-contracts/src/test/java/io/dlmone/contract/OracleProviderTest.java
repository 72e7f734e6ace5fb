package io.dlmone.contract;

import io.dlmone.backend.BackendProvider;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The oracle is no service, so that tests of engines do not find it; here it is made one. */
class OracleProviderTest extends ProviderContract {

    @TempDir
    static Path services;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader loader;

    @BeforeEach
    void register() throws IOException {
        Path file = services.resolve("META-INF/services").resolve(BackendProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, OracleProvider.class.getName());
        loader = new URLClassLoader(new URL[] {services.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(loader);
    }

    @AfterEach
    void unregister() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    @Override
    protected BackendProvider provider() {
        return new OracleProvider();
    }

    @Override
    protected String classPath() {
        return services + File.pathSeparator + super.classPath();
    }
}
