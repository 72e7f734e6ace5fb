package io.dlmone.builtin;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.text.SentencePair;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The data set that a user names: a directory, or {@code builtin:} and a name. Immutable. */
public final class BuiltinData {

    private static final String PREFIX = "builtin:";
    private static final String PARAPHRASE = PREFIX + "paraphrase";
    private static final List<String> NAMES = List.of(PARAPHRASE);

    private final String name;
    private final Function<Split, List<SentencePair>> rows;
    private final ParaphraseTask task;

    private BuiltinData(String name, Function<Split, List<SentencePair>> rows, ParaphraseTask task) {
        this.name = name;
        this.rows = rows;
        this.task = task;
    }

    /**
     * Opens a data set; the parts of a directory are read when asked for.
     *
     * @param location a directory in DiffuSeq's layout, or one of {@link #names}
     * @return the data set
     * @throws UserException if there is no such directory or no such name
     */
    public static BuiltinData open(String location) {
        if (location.equals(PARAPHRASE)) {
            ParaphraseTask task = ParaphraseTask.builtin();
            Map<Split, List<SentencePair>> parts = task.generate(ParaphraseTask.DEFAULT_SEED);
            return new BuiltinData(location, parts::get, task);
        }
        if (location.startsWith(PREFIX)) {
            throw unknown(location, "one of " + NAMES, "'" + location + "'");
        }
        try {
            Path directory = Path.of(location);
            if (!Files.isDirectory(directory)) {
                throw unknown(location, "a data directory", Files.exists(directory) ? "a file" : "nothing");
            }
            return new BuiltinData(location, new DataDirectory(directory)::read, null);
        } catch (InvalidPathException e) {
            throw unknown(location, "a data directory", "a name that no file can have");
        }
    }

    /** {@return the built-in data sets, as they are given} */
    public static List<String> names() {
        return NAMES;
    }

    /** {@return what the user called it} */
    public String name() {
        return name;
    }

    /**
     * {@return the rows of one part, in order}
     *
     * @param split which part
     * @throws UserException with every problem of the file, if it is one
     */
    public List<SentencePair> read(Split split) {
        return rows.apply(split);
    }

    /** {@return the built-in task, which can judge answers exactly; nothing for a directory} */
    public Optional<ParaphraseTask> task() {
        return Optional.ofNullable(task);
    }

    private static UserException unknown(String location, String expected, String found) {
        String asked = location.startsWith(PREFIX) ? location : PREFIX + location;
        return new UserException(new Problem(
                ErrorId.DATA_12,
                location,
                expected,
                found,
                DidYouMean.hint(asked, NAMES)
                        + "Name a directory with train.jsonl, valid.jsonl and test.jsonl, or one of " + NAMES + "."));
    }
}
