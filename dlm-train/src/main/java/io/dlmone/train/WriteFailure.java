package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Tells the user that something could not be written. */
public final class WriteFailure {

    private WriteFailure() {}

    /**
     * {@return the message for a failure while writing to {@code where}}
     *
     * @param where file or stream
     * @param cause what the system said
     */
    public static UserException of(String where, IOException cause) {
        String reason = cause instanceof FileSystemException e && e.getReason() != null
                ? e.getReason()
                : String.valueOf(cause.getMessage());
        boolean full = reason.toLowerCase(Locale.ROOT).contains("no space left");
        UserException failure = new UserException(new Problem(
                full ? ErrorId.IO_1 : ErrorId.IO_2,
                where,
                full ? "room on the disk" : "a place that can be written",
                full ? "a full disk (" + reason + ")" : reason,
                full ? "Free some space or name another place." : "Check the path and its permissions."));
        failure.initCause(cause);
        return failure;
    }
}
