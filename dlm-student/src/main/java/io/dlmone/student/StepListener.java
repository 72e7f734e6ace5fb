package io.dlmone.student;

/**
 * Watches a model of more than one call write: a teacher, or a student of a few. Calls may come from the thread of
 * another caller whose texts are written in the same network calls; a listener returns soon and throws nothing.
 */
@FunctionalInterface
public interface StepListener {

    /**
     * What there is of a text after a step.
     *
     * @param number of the step, from 1
     * @param of so many steps
     * @param text the likeliest words of the step's prediction, for people; of a model that chooses words by n-grams
     *     the text itself may have others
     */
    record Step(int number, int of, String text) {}

    /**
     * Takes what there is of a text.
     *
     * @param request its position among those that are asked for
     * @param step what there is
     */
    void step(int request, Step step);
}
