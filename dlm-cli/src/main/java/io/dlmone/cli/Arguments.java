package io.dlmone.cli;

import io.dlmone.Plugins;
import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.train.OfficialStart;
import io.dlmone.train.Preset;
import io.dlmone.train.RunDirectory;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Puts in front of the user's flags those of the preset named with {@code --preset}, of the file named with
 * {@code --config} and those that the run named with {@code --resume} began with, unless the user gives the same flag.
 * All are JSON objects by the names of the flags. What they leave open is as in the file named with
 * {@code --official-args}.
 */
final class Arguments {

    private static final String CONFIG = "--config";
    private static final String RESUME = "--resume";
    private static final String RESUME_STEP = "--resume-step";
    private static final String PRESET = "--preset";
    private static final Set<String> NOT_IN_FILES =
            Set.of("config", "resume", "resume-step", "preset", "help", "version", "debug", "plugins");

    private final CommandLine verb;
    private final List<String> given;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private Arguments(CommandLine verb, List<String> given) {
        this.verb = verb;
        this.given = given;
    }

    /**
     * The whole command line.
     *
     * @throws UserException if a file cannot be read or has keys that no flag of the verb has
     */
    static String[] expand(CommandLine root, String[] args) {
        CommandLine verb = root;
        int verbs = 0;
        while (verbs < args.length && verb.getSubcommands().containsKey(args[verbs])) {
            verb = verb.getSubcommands().get(args[verbs++]);
        }
        List<String> all = Arrays.asList(args);
        Arguments arguments = new Arguments(verb, all.subList(verbs, all.size()));
        List<String> expanded = new ArrayList<>(all.subList(0, verbs));
        expanded.addAll(arguments.fromFiles());
        expanded.addAll(arguments.given);
        requireValues(expanded);
        return expanded.toArray(String[]::new);
    }

    /** An empty value means nothing for any flag; it comes from a variable of the shell that is not set. */
    private static void requireValues(List<String> arguments) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.isEmpty()) {
                String before = i == 0 ? "" : arguments.get(i - 1);
                problems.add(empty(before.startsWith("--") ? before : "argument"));
            } else if (argument.startsWith("--") && argument.indexOf('=') == argument.length() - 1) {
                problems.add(empty(argument.substring(0, argument.length() - 1)));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private static Problem empty(String where) {
        return new Problem(ErrorId.FLAG_2, where, "a value", "an empty one", "Correct the value.");
    }

    /**
     * Refuses arguments, and a current directory, with characters that the locale's character set lacks: the JVM has
     * put {@code ?} or U+FFFD in their place, and a file of another name would be written.
     *
     * @param charset in which the system's names of files are read
     */
    static void requireReadable(Charset charset, List<String> arguments, String directory) {
        boolean unicode = charset.name().startsWith("UTF");
        List<Problem> problems = new ArrayList<>();
        Stream.concat(
                        arguments.stream().map(argument -> Map.entry("argument " + argument, argument)),
                        Stream.of(Map.entry("current directory", directory)))
                .filter(each -> each.getValue().indexOf('\uFFFD') >= 0
                        || !unicode && each.getValue().indexOf('?') >= 0)
                .forEach(each -> problems.add(new Problem(
                        ErrorId.ARGUMENT_1,
                        each.getKey(),
                        "characters of the locale's character set, " + charset,
                        "'" + each.getValue() + "'",
                        unicode
                                ? "Write it in UTF-8."
                                : "Set LC_ALL to a locale with UTF-8, such as C.UTF-8, and try again.")));
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private List<String> fromFiles() {
        valueOf(PRESET)
                .ifPresent(name ->
                        values.putAll(Preset.of(verb.getCommandName(), name).settings()));
        valueOf(RESUME).ifPresent(directory -> {
            Path run = Path.of(directory);
            values.putAll(RunDirectory.recordedConfig(run, verb.getCommandName(), step()));
            values.put("run", directory);
        });
        valueOf(CONFIG).ifPresent(file -> {
            Map<String, Object> config = JsonFile.read(Path.of(file), "a JSON object of flags");
            config.keySet().forEach(key -> requireKnown(file, key));
            values.putAll(config);
        });
        named(OfficialStart.ARGUMENTS)
                .ifPresent(file -> OfficialStart.settings(family(), file, named(OfficialStart.ENCODER))
                        .forEach(values::putIfAbsent));
        List<String> flags = new ArrayList<>();
        values.forEach((key, value) -> {
            OptionSpec option = verb.getCommandSpec().findOption("--" + key);
            if (option != null && !isGiven(option)) {
                add(flags, option, key, value);
            }
        });
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return flags;
    }

    /** The value of a flag of the verb, if the user gave it. */
    private Optional<String> valueOf(String flag) {
        if (verb.getCommandSpec().findOption(flag) == null) {
            return Optional.empty();
        }
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).startsWith(flag + "=")) {
                return Optional.of(given.get(i).substring(flag.length() + 1));
            }
            if (given.get(i).equals(flag) && i + 1 < given.size()) {
                return Optional.of(given.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private String family() {
        return valueOf("--family")
                .or(() -> Optional.ofNullable(values.get("family")).map(Object::toString))
                .orElse(Plugins.USUAL_FAMILY);
    }

    /** The file that a flag names, which the user or one of the files before gave. */
    private Optional<Path> named(String flag) {
        return valueOf("--" + flag)
                .or(() -> Optional.ofNullable(values.get(flag)).map(Object::toString))
                .map(Path::of);
    }

    /** The value of --resume-step; picocli complains of one that is no number. */
    private OptionalLong step() {
        return valueOf(RESUME_STEP).filter(s -> s.matches("[0-9]{1,18}")).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private void requireKnown(String file, String key) {
        List<String> known = verb.getCommandSpec().options().stream()
                .map(option -> option.longestName().substring(2))
                .filter(name -> !NOT_IN_FILES.contains(name))
                .toList();
        if (!known.contains(key)) {
            problems.add(new Problem(
                    ErrorId.CONFIG_2,
                    file + ": key " + key,
                    "the name of a flag of '" + verb.getCommandSpec().qualifiedName() + "'",
                    "none of that name",
                    DidYouMean.hint(key, known) + "Correct the key."));
        }
    }

    private boolean isGiven(OptionSpec option) {
        return given.stream().map(argument -> argument.split("=", 2)[0]).anyMatch(name -> Arrays.asList(option.names())
                .contains(name));
    }

    private void add(List<String> flags, OptionSpec option, String key, Object value) {
        if (value instanceof List<?> several) {
            several.forEach(one -> add(flags, option, key, one));
        } else if (value instanceof Boolean on && option.arity().max() == 0) {
            if (on) {
                flags.add("--" + key);
            }
        } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            flags.add("--" + key + "=" + value);
        } else {
            problems.add(new Problem(
                    ErrorId.CONFIG_3,
                    "key " + key,
                    "a string, a number, true or false, or a list of them",
                    String.valueOf(value),
                    "Correct the value."));
        }
    }
}
