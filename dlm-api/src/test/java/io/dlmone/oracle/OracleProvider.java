package io.dlmone.oracle;

import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.backend.SharedBackend;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.Set;

/** The oracle as a backend, for tests without an engine. Not registered as a service: name it. */
public final class OracleProvider implements BackendProvider {

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public String engine() {
        return "float64 interpreter";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Availability availability() {
        return Availability.USABLE;
    }

    @Override
    public Backend open(BackendOptions options) {
        options.profile().ifPresent(path -> {
            throw new UserException(
                    new Problem("DLM-ORACLE-1", "profile of backend oracle", "none", path.toString(), "Leave it out."));
        });
        return new SharedBackend(new OracleEngine(), options);
    }
}
