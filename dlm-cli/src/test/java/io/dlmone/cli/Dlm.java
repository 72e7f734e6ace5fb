package io.dlmone.cli;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the command in this process, and makes what it needs at tiny sizes. */
final class Dlm {

    /** Sizes at which an update takes milliseconds. */
    static final List<String> TINY = List.of(
            "--hidden=16",
            "--layers=1",
            "--heads=2",
            "--width=8",
            "--length=32",
            "--batch=4",
            "--threads=1",
            "--lr=1e-2");

    private Dlm() {}

    /** What a command gave. */
    record Result(int code, String out, String err) {}

    static Result run(String... args) {
        return runWith("", args);
    }

    static Result run(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    static Result runWith(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int code = Main.execute(console, args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** {@code dlm train} at tiny sizes. */
    static List<String> train(Path data, Path out, String... more) {
        List<String> args = new ArrayList<>(List.of("train", "--data=" + data, "--out=" + out));
        args.addAll(TINY);
        args.addAll(List.of("--valid-every=0", "--steps=4"));
        args.addAll(List.of(more));
        return args;
    }

    /** {@code dlm distill} at tiny sizes. */
    static List<String> distill(Path teacher, Path data, Path out, String... more) {
        List<String> args =
                new ArrayList<>(List.of("distill", "--teacher=" + teacher, "--data=" + data, "--out=" + out));
        args.addAll(List.of("--batch=4", "--threads=1", "--endpoint-steps=2", "--valid-every=3", "--valid-limit=4"));
        args.addAll(List.of(more));
        return args;
    }

    /** A data set of few words in which the target is the source backwards. */
    static Path data(Path directory) {
        List<SentencePair> rows = new ArrayList<>();
        String[] words = {"red", "green", "blue", "black"};
        for (String a : words) {
            for (String b : words) {
                rows.add(new SentencePair("say " + a + " " + b, b + " " + a + " said"));
            }
        }
        return data(directory, rows, rows.subList(0, 6), rows.subList(3, 9));
    }

    static Path data(Path directory, List<SentencePair> train, List<SentencePair> valid, List<SentencePair> test) {
        new DataDirectory(directory).write(Map.of(Split.TRAIN, train, Split.VALID, valid, Split.TEST, test));
        return directory;
    }
}
