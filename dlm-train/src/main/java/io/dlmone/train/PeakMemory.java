package io.dlmone.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Peak resident memory of a process, where the system tells it (Linux). */
public final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String KEY = "peakMiB";

    private PeakMemory() {}

    /** {@return the peak of this process so far, in MiB} */
    public static OptionalDouble ofThisProcess() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * {@return the peak of a new process that runs this command with other arguments and prints it; empty if it cannot}
     *
     * @param main what is run
     * @param arguments of the command line
     * @throws java.io.IOException if the process cannot be started
     * @throws java.lang.InterruptedException if the wait is interrupted
     */
    public static OptionalDouble ofNewProcess(Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            return OptionalDouble.empty();
        }
        try {
            return Json.parse(said.strip()).get(KEY) instanceof Number n
                    ? OptionalDouble.of(n.doubleValue())
                    : OptionalDouble.empty();
        } catch (JsonProcessingException e) {
            return OptionalDouble.empty();
        }
    }

    /** {@return what {@link #ofNewProcess} reads} */
    public static String line() {
        return Json.line(java.util.Map.of(KEY, ofThisProcess().orElseThrow()));
    }
}
