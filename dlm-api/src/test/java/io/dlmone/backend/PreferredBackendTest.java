package io.dlmone.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.error.UserException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PreferredBackendTest {

    private record Engine(String name, Availability availability) implements BackendProvider {

        @Override
        public String engine() {
            return name;
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public Backend open(BackendOptions options) {
            throw new AssertionError("not opened");
        }
    }

    private static final Engine BROKEN = new Engine("onnx", Availability.missing("Its temporary directory is full."));
    private static final Engine ABSENT = new Engine("djl", Availability.missing("Add libtorch."));

    @Test
    void aUsableOneIsTakenAfterThoseThatCannotRun() {
        Engine usable = new Engine("tf", Availability.USABLE);
        assertThat(Backends.preferred(List.of(BROKEN, usable))).isSameAs(usable);
    }

    @Test
    void theReasonOfEachIsToldAndNothingIsAskedForThatIsThere() {
        assertThatThrownBy(() -> Backends.preferred(List.of(BROKEN, ABSENT)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-BACKEND-2")
                .hasMessageContaining("onnx cannot run here: Its temporary directory is full.")
                .hasMessageContaining("djl cannot run here: Add libtorch.")
                .message()
                .doesNotContain("io.dlmone:backend-onnx");
    }

    @Test
    void oneThatFailsWhenAskedIsPassedBy() {
        BackendProvider failing = new BackendProvider() {
            @Override
            public String name() {
                return "djl";
            }

            @Override
            public String engine() {
                return "None";
            }

            @Override
            public Set<Capability> capabilities() {
                return Set.of();
            }

            @Override
            public Availability availability() {
                throw new NoClassDefFoundError("org/engine/Missing");
            }

            @Override
            public Backend open(BackendOptions options) {
                throw new AssertionError("not opened");
            }
        };
        Engine usable = new Engine("tf", Availability.USABLE);
        assertThat(Backends.preferred(List.of(failing, usable))).isSameAs(usable);
        assertThatThrownBy(() -> Backends.preferred(List.of(failing)))
                .hasMessageContaining("djl cannot run here")
                .hasMessageContaining("org/engine/Missing");
    }

    @Test
    void withoutAnyTheArtefactsAreNamed() {
        assertThatThrownBy(() -> Backends.preferred(List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("io.dlmone:backend-onnx");
    }
}
