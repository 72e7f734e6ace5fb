package io.dlmone.contract;

import static org.assertj.core.api.Assertions.fail;

import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Spoils sound files in many ways, the same ones every time, and checks that a reader refuses each or reads it. */
public final class Mutations {

    /** Texts that numbers and names in JSON and in lists are replaced by. */
    private static final List<String> EXTREMES = List.of(
            "-1",
            "0",
            "1e999",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "1e-400",
            "null",
            "true",
            "\"\"",
            "[]",
            "{}",
            "[[[[",
            "\\u0000",
            "NaN",
            "99999999999999999999999999",
            "0.5",
            "\"[UNK]\"",
            ",",
            ":");

    private static final long[] NUMBERS = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40, Long.MAX_VALUE
    };

    private Mutations() {}

    /** Reads one spoilt file; throws {@link UserException} to refuse it. */
    public interface Reader {
        /**
         * Reads a file, whole or spoilt.
         *
         * @param file its bytes
         * @throws Exception if it is refused
         */
        void read(byte[] file) throws Exception;
    }

    /**
     * Runs a reader over many spoilt files.
     *
     * @param n number of spoilt files
     * @param seed of what is spoilt
     * @param sound a file that is right
     * @param reader what is tested
     * @return how many of them it refused
     */
    public static int run(int n, long seed, byte[] sound, Reader reader) {
        int refused = 0;
        for (int i = 0; i < n; i++) {
            byte[] spoilt = spoil(sound, new SplittableRandom(seed + i));
            try {
                reader.read(spoilt);
            } catch (UserException e) {
                refused++;
                if (e.problems().stream().anyMatch(p -> p.toString().length() > 4_000)) {
                    fail("mutation " + (seed + i) + " ends in a message nobody can read: " + e.getMessage());
                }
            } catch (Exception | Error e) {
                throw new AssertionError("mutation " + (seed + i) + " of " + sound.length + " bytes", e);
            }
        }
        return refused;
    }

    /**
     * Writes a file anew: some file systems take milliseconds for one that is overwritten.
     *
     * @param file where to
     * @param bytes what
     * @return the file
     * @throws java.io.IOException if it cannot be written
     */
    public static Path write(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        return Files.write(file, bytes);
    }

    private static byte[] spoil(byte[] sound, SplittableRandom random) {
        byte[] bytes = sound.clone();
        int times = random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 1;
        for (int i = 0; i < times && bytes.length > 0; i++) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
        switch (random.nextInt(8)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return spliced(bytes, at, at + length, new byte[0]);
            }
            case 5 -> {
                return spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            }
            case 6 -> {
                long value = NUMBERS[random.nextInt(NUMBERS.length)];
                for (int i = 0; i < Math.min(8, bytes.length - at); i++) {
                    bytes[at + i] = (byte) (value >> 8 * i);
                }
            }
            default -> {
                return replaced(bytes, at, random);
            }
        }
        return bytes;
    }

    /** Puts an extreme in place of the word or number at a position. */
    private static byte[] replaced(byte[] bytes, int at, SplittableRandom random) {
        Predicate<Byte> inside = b -> b > ' ' && ",:{}[]".indexOf(b) < 0;
        int start = at;
        int end = at;
        while (start > 0 && inside.test(bytes[start - 1])) {
            start--;
        }
        while (end < bytes.length && inside.test(bytes[end])) {
            end++;
        }
        return spliced(
                bytes, start, end, EXTREMES.get(random.nextInt(EXTREMES.size())).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
        byte[] all = Arrays.copyOf(bytes, from + by.length + bytes.length - to);
        System.arraycopy(by, 0, all, from, by.length);
        System.arraycopy(bytes, to, all, from + by.length, bytes.length - to);
        return all;
    }
}
