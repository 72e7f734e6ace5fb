package io.dlmone.cli;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what went wrong: one line for each problem of the user's input, a short message and a file for ours. */
final class Failures {

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    /** Problems, a line each. */
    void tell(List<Problem> problems) {
        problems.forEach(problem -> console.say("dlm: " + FlagNames.in(problem.toString())));
    }

    /** Input that cannot be used. */
    int userError(UserException e) {
        tell(e.problems());
        return Main.BAD_INPUT;
    }

    /** Whatever escaped from a verb. */
    int executionError(Exception e, boolean debug) {
        if (e instanceof UserException user) {
            if (debug) {
                console.say(trace(user));
            }
            return userError(user);
        }
        if (e instanceof Console.ReaderGone) {
            return Main.READER_GONE;
        }
        if (e instanceof ParameterException parameter) {
            return parameterError(parameter, new String[0]);
        }
        return failure(e, debug);
    }

    /** A failure that is not the user's. */
    int failure(Throwable e, boolean debug) {
        if (e instanceof Console.ReaderGone) {
            return Main.READER_GONE;
        }
        if (e instanceof InvalidPathException path) {
            return userError(new UserException(new Problem(
                    ErrorId.ARGUMENT_2,
                    "'" + path.getInput() + "'",
                    "a path that this system can name",
                    path.getReason(),
                    "Name another, or set LC_ALL to a locale with UTF-8, such as C.UTF-8.")));
        }
        String message = e.getMessage() == null
                ? ""
                : ": " + e.getMessage().lines().findFirst().orElse("");
        console.say("dlm: this should not have happened: " + e.getClass().getSimpleName() + message);
        if (e instanceof OutOfMemoryError) {
            console.say("dlm: give Java more memory with DLM_JAVA_OPTS=-Xmx4g or choose smaller sizes or batches.");
        }
        if (debug) {
            console.say(trace(e));
            return Main.FAILURE;
        }
        try {
            Path file = Files.createTempFile("dlm-failure-", ".txt");
            Files.writeString(file, trace(e));
            console.say("dlm: the stack trace is in " + file + "; --debug prints it.");
        } catch (IOException noFile) {
            console.say("dlm: the stack trace cannot be kept in a file here; --debug prints it.");
        }
        return Main.FAILURE;
    }

    private static String trace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** A command line that cannot be read. */
    int parameterError(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        String verb = line.getCommandSpec().qualifiedName();
        String help = "See '" + verb + " --help'.";
        List<Problem> problems = new ArrayList<>();
        List<String> unmatched =
                e instanceof UnmatchedArgumentException u ? u.getUnmatched() : line.getUnmatchedArguments();
        if (!unmatched.isEmpty()) {
            problems.add(unknown(line.getCommandSpec(), unmatched.get(0), help));
        }
        if (e instanceof MissingParameterException missing) {
            String names = missing.getMissing().stream().map(Failures::name).collect(Collectors.joining(", "));
            problems.add(new Problem(ErrorId.FLAG_3, verb, names, "nothing", help));
        }
        if (!problems.isEmpty()) {
            return userError(new UserException(problems));
        }
        console.say("dlm: [" + ErrorId.FLAG_2 + "] " + verb + ": "
                + e.getMessage().lines().findFirst().orElse("cannot be read") + ". " + help);
        return Main.BAD_INPUT;
    }

    private static Problem unknown(CommandSpec spec, String found, String help) {
        boolean flag = found.startsWith("-");
        Collection<String> names = flag
                ? spec.options().stream().map(OptionSpec::longestName).toList()
                : spec.subcommands().keySet();
        String bare = flag ? found.split("=", 2)[0] : found;
        String expected =
                flag ? "a flag it knows" : names.isEmpty() ? "flags only" : "one of " + String.join(", ", names);
        return new Problem(
                ErrorId.FLAG_1, spec.qualifiedName(), expected, "'" + bare + "'", DidYouMean.hint(bare, names) + help);
    }

    private static String name(ArgSpec missing) {
        return missing instanceof OptionSpec option ? option.longestName() : missing.paramLabel();
    }
}
