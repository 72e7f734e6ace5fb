package io.dlmone.cli;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.dlmone.Plugins;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code dlm} command and the composition root. Exit codes: 0 done, 1 a failure of ours, 2 input that cannot be
 * used, 130 interrupted with everything saved, 141 the reader of standard output went away.
 */
@Command(
        name = "dlm",
        description = "Distils a diffusion language model into a generator that writes a sentence in one network call.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "VERB",
        footer = {"", "docs/errors.md has a section for each id that messages begin with."})
public final class Main implements Runnable {

    static final int FAILURE = 1;
    static final int BAD_INPUT = 2;
    static final int INTERRUPTED = 130;
    static final int READER_GONE = 141;

    private static final List<Class<?>> VERBS = List.of(
            DataCommand.class,
            VocabCommand.class,
            TrainCommand.class,
            ImportCommand.class,
            NgramsCommand.class,
            QuantizeCommand.class,
            DistillCommand.class,
            GenerateCommand.class,
            EvaluateCommand.class,
            ExportCommand.class,
            ServeCommand.class,
            ScoreCommand.class,
            BackendsCommand.class,
            PluginsCommand.class,
            CompareCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            ReproCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces.")
    private boolean debug;

    @Option(
            names = PluginPath.FLAG,
            paramLabel = "DIR|JAR[,...]",
            scope = ScopeType.INHERIT,
            description = "Jars with plugins, or directories of such jars, beside those that DLM_PLUGINS names.")
    private String plugins;

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param args verb and flags
     */
    public static void main(String[] args) {
        System.exit(execute(Console.ofProcess(), args));
    }

    /** Runs one command and gives its exit code; nothing escapes as an exception. */
    static int execute(Console console, String... args) {
        return execute(console, System.getenv(), args);
    }

    static int execute(Console console, Map<String, String> environment, String... args) {
        Failures failures = new Failures(console);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader plugins = PluginPath.open(environment, args)) {
            thread.setContextClassLoader(plugins);
            Arguments.requireReadable(
                    Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")),
                    List.of(args),
                    System.getProperty("user.dir"));
            Injector injector = Guice.createInjector(new CliModule(console));
            CommandLine command = commandLine(injector, failures, args);
            command.setOut(console.writer());
            command.setErr(console.errorWriter());
            int code = command.execute(Arguments.expand(command, args));
            console.flush();
            return code;
        } catch (UserException e) {
            return failures.userError(e);
        } catch (Throwable e) {
            return failures.failure(e, false);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The verbs and their flags, as they are run. */
    static CommandLine commandLine() {
        Console console = Console.ofProcess();
        return commandLine(Guice.createInjector(new CliModule(console)), new Failures(console));
    }

    /**
     * The verbs with all flags, those of plugins too; tells of plugins that were left out. Arguments that begin with a
     * verb get that one alone, because describing the others would take most of a start.
     */
    static CommandLine commandLine(Injector injector, Failures failures, String... args) {
        IFactory fallback = CommandLine.defaultFactory();
        CommandLine command = new CommandLine(Main.class, new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                boolean ours = type.getPackageName().startsWith(Main.class.getPackageName());
                return ours ? injector.getInstance(type) : fallback.create(type);
            }
        });
        verbs(args).forEach(command::addSubcommand);
        List<Problem> leftOut = new ArrayList<>(Plugins.problems());
        leftOut.addAll(NumberFlags.addTo(command));
        failures.tell(leftOut);
        return command.setExpandAtFiles(false)
                .setParameterExceptionHandler(failures::parameterError)
                .setExecutionExceptionHandler((e, line, parsed) -> failures.executionError(e, debug(line)))
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false)
                .setOverwrittenOptionsAllowed(true);
    }

    private static List<Class<?>> verbs(String... args) {
        List<Class<?>> asked = VERBS.stream()
                .filter(verb -> args.length > 0
                        && verb.getAnnotation(Command.class).name().equals(args[0]))
                .toList();
        return asked.isEmpty() ? VERBS : asked;
    }

    private static boolean debug(CommandLine line) {
        CommandLine root = line;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return ((Main) root.getCommand()).debug;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"dlm " + (version == null ? "(not packaged)" : version)};
        }
    }
}
