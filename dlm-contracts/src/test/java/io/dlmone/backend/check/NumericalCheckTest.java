package io.dlmone.backend.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.Precision;
import io.dlmone.contract.FaultyProvider;
import io.dlmone.contract.OracleProvider;
import io.dlmone.contract.TestProvider;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumericalCheckTest {

    /** Says that it can run and cannot. */
    private static final BackendProvider SHUT =
            new TestProvider("shut", "none", options -> {
                throw new IllegalStateException("the library does not load");
            }) {
                @Override
                public Set<Capability> capabilities() {
                    return Set.of(Capability.BF16);
                }
            };

    @Test
    void anEngineThatIsWrongForOneShapeIsFoundOut() {
        List<EngineCheck> checks =
                NumericalCheck.standard().run(List.of(new OracleProvider(), new FaultyProvider(), SHUT), "cpu", 1);
        assertThat(checks).extracting(EngineCheck::backend).containsExactly("oracle", "faulty", "shut", "shut");
        EngineCheck oracle = checks.get(0);
        assertThat(oracle.isRight()).isTrue();
        assertThat(oracle.switchedOff()).isEmpty();
        assertThat(oracle.measurements()).extracting(Measurement::kind).containsExactly(Kind.values());
        assertThat(oracle.measurements()).allSatisfy(m -> {
            assertThat(m.results()).isPositive();
            assertThat(m.error())
                    .as("rounding to float32, in %s", m)
                    .isPositive()
                    .isLessThan(0x1p-23);
        });

        EngineCheck faulty = checks.get(1);
        assertThat(faulty.isRight()).isFalse();
        assertThat(faulty.measurements())
                .filteredOn(m -> !m.isRight())
                .singleElement()
                .satisfies(m -> {
                    assertThat(m.kind()).isEqualTo(Kind.FROZEN_PRODUCTS);
                    assertThat(m.error()).isBetween(0.05, 0.5);
                    assertThat(m.worst()).contains("[16, ", ", 157]");
                });
        assertThat(faulty.switchedOff()).extracting(PathCheck::path).containsExactly("packed thing");

        EngineCheck shut = checks.get(3);
        assertThat(shut.isRight()).isFalse();
        assertThat(shut.precision()).isEqualTo(Precision.BF16);
        assertThat(shut.failure()).contains("the library does not load");
    }

    @Test
    void whatIsNoNumberIsWrong() {
        Measurement none = new Measurement(Kind.GELU, 1, 1e-7, 1e-5, "first");
        assertThat(none.isRight()).isTrue();
        Measurement infinite = none.and(Double.POSITIVE_INFINITY, "second").and(1e-3, "third");
        assertThat(infinite.isRight()).isFalse();
        assertThat(infinite).isEqualTo(new Measurement(Kind.GELU, 3, Double.POSITIVE_INFINITY, 1e-5, "second"));
    }

    @Test
    void seedsDrawShapes() {
        assertThat(ProductCases.drawn(1).all().toList())
                .extracting(c -> c.expected().keySet())
                .isNotEqualTo(ProductCases.drawn(2)
                        .all()
                        .map(c -> c.expected().keySet())
                        .toList())
                .isEqualTo(ProductCases.drawn(1)
                        .all()
                        .map(c -> c.expected().keySet())
                        .toList());
    }

    @Test
    void everyNumberOfRowsMeetsEveryNumberOfColumns() {
        List<String> names = ProductCases.standard(1)
                .all()
                .filter(CheckCase::frozen)
                .flatMap(c -> c.expected().keySet().stream())
                .toList();
        assertThat(names).doesNotHaveDuplicates().hasSize(8 * 8);
        for (int rows : new int[] {1, 2, 3, 16, 48, 157, 513, 1000}) {
            for (int columns : new int[] {1, 2, 3, 16, 48, 157, 513, 1000}) {
                assertThat(names)
                        .anyMatch(name -> name.matches("\\[" + rows + ", .* x .*, " + columns + "\\]( \\+ bias)?"));
            }
        }
    }
}
