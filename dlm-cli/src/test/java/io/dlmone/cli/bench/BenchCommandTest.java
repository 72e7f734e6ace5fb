package io.dlmone.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.error.UserException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

    @ParameterizedTest
    @CsvSource({"--runs,0", "--batch,0", "--threads,0", "--size,tiny", "--kind,nothing"})
    void aValueOutOfRangeIsRefusedWithItsFlag(String flag, String value) {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        new CommandLine(new BenchCommand())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    thrown.set(e);
                    return 2;
                })
                .execute(flag, value);
        assertThat(thrown.get())
                .isInstanceOf(UserException.class)
                .hasMessageContaining(flag)
                .hasMessageContaining(value);
    }
}
