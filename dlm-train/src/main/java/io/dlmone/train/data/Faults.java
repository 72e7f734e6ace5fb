package io.dlmone.train.data;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a file: the first {@value #SHOWN} problems in full, the rest as a count. */
final class Faults {

    static final int SHOWN = 20;

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();
    private long hidden;

    Faults(Path file) {
        this.file = file;
    }

    /**
     * Adds one.
     *
     * @param line from 1; 0: it is of the whole file
     */
    void add(ErrorId id, long line, String expected, String found, String remedy) {
        if (problems.size() < SHOWN) {
            problems.add(new Problem(id, line == 0 ? file.toString() : file + ":" + line, expected, found, remedy));
        } else {
            hidden++;
        }
    }

    /** Adds one of the whole file, if there is no other. */
    void addIfNone(ErrorId id, String expected, String found, String remedy) {
        if (problems.isEmpty()) {
            add(id, 0, expected, found, remedy);
        }
    }

    /** All of them. */
    List<Problem> all() {
        List<Problem> all = new ArrayList<>(problems);
        if (hidden > 0) {
            all.add(new Problem(
                    ErrorId.DATA_9,
                    file.toString(),
                    "a file without faults",
                    hidden + " more problems",
                    "Mend these first."));
        }
        return all;
    }

    /** Throws them if there are any. */
    void refuse() {
        refuseWith(this);
    }

    /** Throws these and those of another file if there are any. */
    void refuseWith(Faults other) {
        List<Problem> both = new ArrayList<>(all());
        if (other != this) {
            both.addAll(other.all());
        }
        if (!both.isEmpty()) {
            throw new UserException(both);
        }
    }
}
