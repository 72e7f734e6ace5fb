package io.dlmone.train.compare;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Short names of teachers, for rows and directories: the last part of where each one is, and of those that have it in
 * common as many parts more as tell them apart.
 */
final class TeacherNames {

    private static final String BUILTIN = "builtin:";

    private TeacherNames() {}

    /** A name for each; some are equal only if no more parts tell them apart. */
    static List<String> of(List<String> locations) {
        List<List<String>> parts = locations.stream().map(TeacherNames::parts).toList();
        int[] taken = locations.stream().mapToInt(location -> 1).toArray();
        while (true) {
            List<String> names = IntStream.range(0, taken.length)
                    .mapToObj(i -> name(parts.get(i), taken[i]))
                    .toList();
            boolean longer = false;
            for (int i = 0; i < taken.length; i++) {
                if (!isAlone(names.get(i), names) && taken[i] < parts.get(i).size()) {
                    taken[i]++;
                    longer = true;
                }
            }
            if (!longer) {
                return names;
            }
        }
    }

    /** Whether all are different, also where file names do not tell capitals from small letters. */
    static boolean areDifferent(List<String> names) {
        return names.stream().allMatch(name -> isAlone(name, names));
    }

    private static boolean isAlone(String name, List<String> names) {
        String folded = name.toLowerCase(Locale.ROOT);
        return names.stream()
                        .filter(other -> other.toLowerCase(Locale.ROOT).equals(folded))
                        .count()
                == 1;
    }

    private static String name(List<String> parts, int taken) {
        return String.join("-", parts.subList(parts.size() - taken, parts.size()));
    }

    private static List<String> parts(String location) {
        if (location.startsWith(BUILTIN)) {
            return List.of(location.substring(BUILTIN.length()));
        }
        List<String> parts = new ArrayList<>(List.of("root"));
        try {
            Path.of(location).toAbsolutePath().normalize().forEach(part -> parts.add(part.toString()));
        } catch (InvalidPathException noName) {
            parts.add(location); // refused when it is loaded
        }
        return parts;
    }
}
