package io.dlmone.cli;

import io.dlmone.error.UserException;
import io.dlmone.train.WriteFailure;
import io.dlmone.unicode.Utf8;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The standard streams: data goes out, talk goes to errors. Unlike {@link System#out}, standard output tells when it
 * cannot be written. Not thread-safe.
 */
public final class Console {

    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;
    private final boolean terminal;
    private RuntimeException helpFailure;

    /**
     * A console over any streams.
     *
     * @param terminal whether {@code err} is a terminal, on which a line can be drawn over
     */
    Console(InputStream in, OutputStream out, PrintStream err, boolean terminal) {
        this.in = in;
        this.out = new BufferedOutputStream(out, 1 << 13);
        this.err = err;
        this.terminal = terminal;
    }

    /** The process's own; the launcher tells in {@code dlm.terminal} whether standard error is a terminal. */
    static Console ofProcess() {
        String told = System.getProperty("dlm.terminal");
        boolean terminal = told == null ? System.console() != null : Boolean.parseBoolean(told);
        return new Console(standardInput(), new FileOutputStream(FileDescriptor.out), System.err, terminal);
    }

    /**
     * A process that is started with standard input closed has its first open file there, which is one of the JDK's
     * own: reading it gives nonsense, and closing it ends the JVM. Such an input has nothing in it that can be read.
     */
    private static InputStream standardInput() {
        try {
            Path file = Path.of("/proc/self/fd/0");
            if (Files.exists(file)
                    && file.toRealPath()
                            .startsWith(Path.of(System.getProperty("java.home")).toRealPath())) {
                return new ClosedInput();
            }
        } catch (IOException e) {
            return System.in; // a system that does not tell
        }
        return System.in;
    }

    private static final class ClosedInput extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("standard input is closed");
        }
    }

    /** Thrown when nobody reads standard output any more; no error of anyone. */
    static final class ReaderGone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ReaderGone() {
            super("nobody reads standard output", null, false, false);
        }
    }

    /** Standard input as UTF-8; malformed bytes are an error. */
    BufferedReader input() {
        return Utf8.reader(in);
    }

    /**
     * Data for standard output; flushed at the latest when the command ends.
     *
     * @param text what is printed
     */
    public void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw outputFailure(e);
        }
    }

    /** Hands on what was printed; tells of help that could not be. */
    void flush() {
        if (helpFailure != null) {
            throw helpFailure;
        }
        try {
            out.flush();
        } catch (IOException e) {
            throw outputFailure(e);
        }
    }

    private static RuntimeException outputFailure(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean gone = message.contains("broken pipe") || message.contains("pipe is being closed");
        return gone ? new ReaderGone() : WriteFailure.of("standard output", e);
    }

    /** A line of talk for standard error. */
    void say(String line) {
        err.println(line);
    }

    PrintStream err() {
        return err;
    }

    boolean isTerminal() {
        return terminal;
    }

    /**
     * Standard output for help. The parser, which writes it, would print an exception as a stack trace: {@link #flush}
     * throws it instead.
     */
    PrintWriter writer() {
        return new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int from, int count) {
                try {
                    print(new String(text, from, count));
                } catch (ReaderGone | UserException e) {
                    helpFailure = e;
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    /** Standard error for messages of the parser. */
    PrintWriter errorWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
