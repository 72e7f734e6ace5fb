package io.dlmone.train;

import io.dlmone.text.SourceReading;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says once that a model does not know words of its sources, and in the end for how many its texts may mean nothing.
 */
final class ReadingReport {

    private static final int SHOWN = 5;

    private final String model;
    private final ProgressListener progress;
    private boolean warned;
    private long sources;
    private long hopeless;
    private long tooLong;

    ReadingReport(String model, ProgressListener progress) {
        this.model = model;
        this.progress = progress;
    }

    /** Takes note of how some sources were read. */
    void add(List<SourceReading> readings) {
        String examples = readings.stream()
                .flatMap(r -> r.unknown().stream())
                .distinct()
                .limit(SHOWN)
                .collect(Collectors.joining("', '"));
        if (!warned && !examples.isEmpty()) {
            warned = true;
            progress.say("words that model " + model + " does not know, such as '" + examples
                    + "', are read as one unknown word");
        }
        sources += readings.size();
        hopeless += readings.stream().filter(SourceReading::isHopeless).count();
        tooLong += readings.stream().filter(r -> !r.fits()).count();
    }

    /** All sources were read. */
    void end() {
        if (hopeless > 0) {
            progress.say(hopeless + of() + (sources == 1 ? " has" : " have") + " no word that model " + model
                    + " knows; what is written for such a source, if anything, means nothing");
        }
        if (tooLong > 0) {
            progress.say(tooLong + of() + (sources == 1 ? " is" : " are") + " too long for model " + model
                    + ": the end of such a source is not read, and no room is left for a text");
        }
    }

    private String of() {
        return " of " + sources + (sources == 1 ? " source" : " sources");
    }
}
