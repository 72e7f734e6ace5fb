package io.dlmone.train;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.paraphrase.ParaphraseTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a model comes from, beside its options: what it takes to tell whether a run can be repeated. */
final class Provenance {

    private Provenance() {}

    /** Versions and time. */
    static Map<String, Object> ofProgram(Clock clock) {
        Map<String, Object> all = new LinkedHashMap<>();
        String version = Provenance.class.getPackage().getImplementationVersion();
        all.put("dlm", version == null ? "unpackaged" : version);
        all.put("started", clock.instant().toString());
        all.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return all;
    }

    /** Versions, engine, and the contents of the data. */
    static Map<String, Object> of(TaskData data, RunContext context, Clock clock) {
        Map<String, Object> all = ofProgram(clock);
        all.putAll(context.engine().toConfig());
        all.putAll(ofData(data));
        return all;
    }

    /** The contents of the data. */
    static Map<String, Object> ofData(TaskData data) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("data", data.location());
        if (data.isBuiltin()) {
            all.put("dataSeed", ParaphraseTask.DEFAULT_SEED);
        } else {
            DataDirectory directory = new DataDirectory(Path.of(data.location()));
            for (Split split : new Split[] {Split.TRAIN, Split.VALID}) {
                if (Files.exists(directory.file(split))) {
                    all.put(split.fileName(), "sha256:" + sha256(directory.file(split)));
                }
            }
        }
        return all;
    }

    /** The SHA-256 of a file in hexadecimal digits, or that it could not be read. */
    static String sha256(Path file) {
        try {
            return Checkpoints.sha256(file);
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
