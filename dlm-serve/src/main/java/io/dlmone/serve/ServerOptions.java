package io.dlmone.serve;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server serves.
 *
 * @param host name or number of the address to listen at
 * @param port to listen at; 0: a free one
 * @param batch most texts in one network call
 * @param maxWait how long a text may be kept for a batch to become full
 * @param queue most texts that wait for a model, and that a request may ask for
 * @param timeLimit for a request, from its first byte to its texts
 * @param bodyLimit most bytes of a request's body
 * @param drainLimit for the requests under way when the server is closed
 * @param apiKey that requests have to give
 */
record ServerOptions(
        String host,
        int port,
        int batch,
        Duration maxWait,
        int queue,
        Duration timeLimit,
        int bodyLimit,
        Duration drainLimit,
        ApiKey apiKey) {

    private static final int MOST_TOGETHER = 65_536;
    private static final int MOST_WAITING = 1_000_000;
    private static final long LONGEST = 86_400_000;
    private static final int LARGEST_BODY = 1 << 25;

    /**
     * Checks all of them.
     *
     * @throws UserException with everything that is wrong
     */
    ServerOptions {
        List<Problem> problems = new ArrayList<>();
        whole(problems, "port", "", port, 0, 65_535);
        whole(problems, "batch", "", batch, 1, MOST_TOGETHER);
        whole(problems, "max-wait", " of milliseconds", maxWait.toMillis(), 0, LONGEST);
        whole(problems, "queue", "", queue, 1, MOST_WAITING);
        whole(problems, "time-limit", " of milliseconds", timeLimit.toMillis(), 1, LONGEST);
        whole(problems, "max-body", " of bytes", bodyLimit, 1, LARGEST_BODY);
        whole(problems, "drain-limit", " of milliseconds", drainLimit.toMillis(), 0, LONGEST);
        if (apiKey.expected()
                .filter(key -> key.isBlank() || !key.chars().allMatch(c -> c > ' ' && c < 0x7f))
                .isPresent()) {
            problems.add(new Problem(
                    ErrorId.SETTING_2,
                    "setting api-key",
                    "visible characters of ASCII, without spaces",
                    "others, or none",
                    "Choose another key."));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private static void whole(List<Problem> problems, String setting, String unit, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(new Problem(
                    ErrorId.SETTING_2,
                    "setting " + setting,
                    "a whole number" + unit + " from " + least + " to " + most,
                    String.valueOf(value),
                    "Correct the value."));
        }
    }
}
