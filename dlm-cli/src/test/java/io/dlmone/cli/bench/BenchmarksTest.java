package io.dlmone.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every JMH benchmark once, so that none breaks unseen; {@code -Ddlm.jmh=REGEX} measures those that match, each in
 * a process of its own.
 */
class BenchmarksTest {

    /** Lowering: two in three engines; rounding: in three engines; two of noise. */
    private static final int ALL = 2 * 3 + 3 + 2;

    @Test
    void theBenchmarksRun() throws RunnerException {
        String wanted = System.getProperty("dlm.jmh");
        if (wanted != null) {
            System.setProperty("java.class.path", System.getProperty("surefire.test.class.path"));
            assertThat(run(measuring(wanted))).isNotEmpty();
            return;
        }
        ChainedOptionsBuilder once = new OptionsBuilder()
                .include(BenchmarksTest.class.getPackageName())
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .verbosity(VerboseMode.SILENT);
        assertThat(run(once)).hasSize(ALL);
    }

    private static ChainedOptionsBuilder measuring(String wanted) {
        return new OptionsBuilder()
                .include(wanted)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1));
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.shouldFailOnError(true).build()).run();
    }
}
