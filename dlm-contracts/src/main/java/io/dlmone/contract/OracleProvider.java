package io.dlmone.contract;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.SharedBackend;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;

/** The float64 interpreter as a backend, for tests without an engine. Not registered as a service: name it. */
public final class OracleProvider extends TestProvider {

    /** A provider, which is as good as any other. */
    public OracleProvider() {
        super("oracle", "float64 interpreter", OracleProvider::opened);
    }

    private static Backend opened(BackendOptions options) {
        options.profile().ifPresent(path -> {
            throw new UserException(
                    new Problem("ORACLE-1", "profile of backend oracle", "none", path.toString(), "Leave it out."));
        });
        return new SharedBackend(new OracleEngine(), options);
    }
}
