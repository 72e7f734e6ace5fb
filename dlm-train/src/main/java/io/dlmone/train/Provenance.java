package io.dlmone.train;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.paraphrase.ParaphraseTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a model comes from, beside its options: what it takes to tell whether a run can be repeated. Immutable.
 *
 * @param version of this program
 * @param started when the job began
 * @param java vendor and version
 * @param system name and processor
 * @param engine that computed; empty where none did
 * @param data that was learnt from; empty where none was
 * @param origins files and weights that the job began with, with their checksums, by what they are
 */
record Provenance(
        String version,
        Instant started,
        String java,
        String system,
        Optional<EngineOptions> engine,
        Optional<OfData> data,
        Map<String, String> origins) {

    /**
     * The contents of the data.
     *
     * @param location as the user named it
     * @param seed of the built-in task; empty for files
     * @param checksums by the names of files
     */
    record OfData(String location, OptionalLong seed, Map<String, String> checksums) {}

    Provenance {
        origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    }

    /** Versions and time. */
    static Provenance ofProgram(Clock clock) {
        String version = Provenance.class.getPackage().getImplementationVersion();
        return new Provenance(
                version == null ? "unpackaged" : version,
                clock.instant(),
                System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** This, computed by an engine. */
    Provenance with(EngineOptions used) {
        return new Provenance(version, started, java, system, Optional.of(used), data, origins);
    }

    /** This, learnt from data. */
    Provenance with(DataSet used) {
        Map<String, String> checksums = new LinkedHashMap<>();
        if (!used.isBuiltin()) {
            DataDirectory directory = new DataDirectory(Path.of(used.location()));
            for (Split split : new Split[] {Split.TRAIN, Split.VALID}) {
                if (Files.exists(directory.file(split))) {
                    checksums.put(split.fileName(), checksum(directory.file(split)));
                }
            }
        }
        OptionalLong seed = used.isBuiltin() ? OptionalLong.of(ParaphraseTask.DEFAULT_SEED) : OptionalLong.empty();
        Optional<OfData> contents = Optional.of(new OfData(used.location(), seed, checksums));
        return new Provenance(version, started, java, system, engine, contents, origins);
    }

    /** This, begun with files or weights. */
    Provenance with(Map<String, String> begunWith) {
        return new Provenance(version, started, java, system, engine, data, begunWith);
    }

    /** As {@code provenance.json} and model cards have it. */
    Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("dlm", version);
        all.put("started", started.toString());
        all.put("java", java);
        all.put("system", system);
        engine.ifPresent(used -> all.putAll(used.toConfig()));
        data.ifPresent(used -> {
            all.put("data", used.location());
            used.seed().ifPresent(seed -> all.put("dataSeed", seed));
            all.putAll(used.checksums());
        });
        all.putAll(origins);
        return all;
    }

    /** The SHA-256 of a file in hexadecimal digits after its name, or that it could not be read. */
    static String checksum(Path file) {
        try {
            return "sha256:" + Checkpoints.sha256(file);
        } catch (IOException e) {
            return "sha256:unreadable";
        }
    }
}
