package io.dlmone.train.demo;

import java.util.List;

/**
 * How teacher and student are compared.
 *
 * @param sources of the test split
 * @param samples sentences for each source, from which diversity is measured
 * @param batch sentences in one network call
 * @param steps network calls of the teacher with corrected DDIM, most first
 * @param teacherSources sources for the teacher at all its steps, if they fit
 * @param teacherSeconds the time they must fit in
 */
public record DemoComparison(
        int sources, int samples, int batch, List<Integer> steps, int teacherSources, double teacherSeconds) {

    /** Within four minutes on two cores. */
    public static final DemoComparison DEFAULT = new DemoComparison(192, 3, 64, List.of(50, 10, 1), 64, 120);

    /** Share of the time that is planned for: drawing fresh noise at each step costs something too. */
    private static final double PLANNED = 0.75;

    private static final int LEAST = 8;

    public DemoComparison {
        steps = List.copyOf(steps);
    }

    /**
     * What the teacher writes at all its steps.
     *
     * @param sources how many
     * @param samples for each: as many as of the other systems where they fit, else one
     * @param seconds about how long it takes
     */
    record TeacherShare(int sources, int samples, double seconds) {

        int sentences() {
            return sources * samples;
        }
    }

    /**
     * Plans what the teacher writes.
     *
     * @param limit sources at most
     * @param calls network calls for one sentence
     * @param millisPerCall for one sentence in a full batch
     */
    TeacherShare teacherShare(int limit, int calls, double millisPerCall) {
        double secondsEach = calls * millisPerCall / 1000;
        long fitting = (long) (PLANNED * teacherSeconds / secondsEach);
        int chosen = (int) Math.min(Math.min(limit, teacherSources), Math.max(LEAST, fitting));
        int each = (long) chosen * samples <= fitting ? samples : 1;
        return new TeacherShare(chosen, each, chosen * each * secondsEach);
    }
}
