package io.dlmone.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes a small data set: times of the day and how people say them. A line is a JSON object with a source and a target;
 * a source may have several lines, one for each way to say it. Needs nothing but a JDK: {@code java OwnData.java
 * clock}.
 */
public final class OwnData {

    private static final List<String> SMALL = List.of(("twelve one two three four five six seven eight nine ten eleven"
                    + " twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
            .split(" "));
    private static final List<String> TENS = List.of("twenty", "thirty", "forty", "fifty");

    private OwnData() {}

    public static void main(String[] args) throws IOException {
        List<Integer> times = new ArrayList<>();
        for (int time = 0; time < 24 * 60; time++) {
            times.add(time);
        }
        Collections.shuffle(times, new Random(1));
        Path data = Files.createDirectories(Path.of(args[0]));
        write(data.resolve("train.jsonl"), times.subList(0, 1240), 3);
        write(data.resolve("valid.jsonl"), times.subList(1240, 1340), 1);
        write(data.resolve("test.jsonl"), times.subList(1340, 1440), 1);
    }

    /** A time as the model reads it: {@code 20 : 45}, words with blanks between them. */
    static String source(int time) {
        return String.format(Locale.ROOT, "%02d : %02d", time / 60, time % 60);
    }

    /** The ways to say a time: {@code a quarter to nine in the evening}, and others. */
    static List<String> sentences(int time) {
        int hour = time / 60;
        int minute = time % 60;
        String now = SMALL.get(hour % 12);
        String next = SMALL.get((hour + 1) % 12);
        String day = hour < 5 || hour > 21
                ? " at night"
                : hour < 12 ? " in the morning" : hour < 18 ? " in the afternoon" : " in the evening";
        String plain = now + (minute == 0 ? " o'clock" : minute < 10 ? " oh " + number(minute) : " " + number(minute));
        String spoken = minute == 0
                ? now
                : minute <= 30 ? minutes(minute) + " past " + now : minutes(60 - minute) + " to " + next;
        return List.of(plain + day, spoken + day, "it is " + spoken + day);
    }

    /** Whether a sentence says the time of a source. */
    static boolean isRight(String source, String sentence) {
        int time = 60 * Integer.parseInt(source.substring(0, 2)) + Integer.parseInt(source.substring(5));
        return sentences(time).contains(sentence);
    }

    private static String minutes(int n) {
        return n == 15
                ? "a quarter"
                : n == 30 ? "half" : number(n) + (n % 5 == 0 ? "" : n == 1 ? " minute" : " minutes");
    }

    private static String number(int n) {
        if (n < 20) {
            return SMALL.get(n);
        }
        return TENS.get(n / 10 - 2) + (n % 10 == 0 ? "" : " " + SMALL.get(n % 10));
    }

    private static void write(Path file, List<Integer> times, int ways) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int time : times) {
            List<String> sentences = new ArrayList<>(sentences(time));
            Collections.shuffle(sentences, new Random(time));
            for (String sentence : sentences.subList(0, ways)) {
                lines.add("{\"src\":\"" + source(time) + "\",\"trg\":\"" + sentence + "\"}");
            }
        }
        Files.write(file, lines);
    }
}
