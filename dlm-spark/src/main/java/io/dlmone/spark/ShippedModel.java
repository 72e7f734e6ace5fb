package io.dlmone.spark;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.ModelSource;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.train.WriteFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * A model on its way to executors. Its files are read once, on the driver, from its own disk or any file system of
 * Hadoop, and broadcast; those of a jar, and those that lie under the same path on every executor, are only named.
 *
 * @param id the same for the same files
 * @param location as the user named it
 * @param files by name; null: they are where the location says, on every executor
 */
record ShippedModel(String id, String location, Broadcast<HashMap<String, byte[]>> files) implements Serializable {

    private static final String BUILTIN = "builtin:";

    /** As in {@code spark-submit --jars}: a path of each executor's own disk. */
    private static final String LOCAL = "local:";

    /** What was broadcast: a second job with a model does not send it again. Per process, as Spark's contexts are. */
    private static final Map<String, ShippedModel> SHIPPED = new ConcurrentHashMap<>();

    /**
     * Reads a model and sends it, unless that was done.
     *
     * @throws UserException with every problem of its files
     */
    static ShippedModel ship(SparkSession spark, String location) {
        if (location.startsWith(BUILTIN)) {
            ModelDirectory.load(location);
            return new ShippedModel(location, location, null);
        }
        if (location.startsWith(LOCAL)) {
            return new ShippedModel(location, location, null);
        }
        Path directory = path(location);
        String application = spark.sparkContext().applicationId() + "|";
        SHIPPED.keySet().removeIf(key -> !key.startsWith(application));
        String key;
        HashMap<String, byte[]> files = new HashMap<>();
        try {
            FileSystem system = directory.getFileSystem(spark.sparkContext().hadoopConfiguration());
            if (!system.exists(directory) || !system.getFileStatus(directory).isDirectory()) {
                throw missing(location, system.exists(directory) ? "a file" : "nothing");
            }
            key = application + location + fingerprint(system.listStatus(directory));
            if (SHIPPED.containsKey(key)) {
                return SHIPPED.get(key);
            }
            ModelDirectory.load(new Recording(location, system, directory, files));
        } catch (IOException e) {
            throw missing(location, String.valueOf(e.getMessage()));
        }
        String id = hash(files);
        ShippedModel sent =
                SHIPPED.computeIfAbsent(application + id, k -> new ShippedModel(id, location, send(spark, files)));
        SHIPPED.put(key, sent);
        return sent;
    }

    /** Sends a model as it is in memory, by way of its files. */
    static ShippedModel ship(SparkSession spark, ModelBundle bundle) {
        try {
            java.nio.file.Path place = Files.createTempDirectory("dlm-model");
            try {
                java.nio.file.Path directory = place.resolve("model");
                ModelDirectory.save(directory, bundle);
                return ship(spark, directory.toString());
            } finally {
                FileUtils.deleteDirectory(place.toFile());
            }
        } catch (IOException e) {
            throw WriteFailure.of("a temporary folder", e);
        }
    }

    /** Without a scheme, a path is one of the driver's own disk, as it is to {@code spark-submit --files}. */
    private static Path path(String location) {
        boolean scheme = location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*");
        return scheme
                ? new Path(location)
                : new Path(java.nio.file.Path.of(location).toAbsolutePath().toUri());
    }

    private static Broadcast<HashMap<String, byte[]>> send(SparkSession spark, HashMap<String, byte[]> files) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(files);
    }

    /** The same for the same files, wherever they lay: executors open a model once, however often it is saved. */
    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(files).forEach((name, bytes) -> {
                all.update((name + "," + bytes.length + ";").getBytes(StandardCharsets.UTF_8));
                all.update(bytes);
            });
            return HexFormat.of().formatHex(all.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String fingerprint(FileStatus[] files) {
        return Arrays.stream(files)
                .map(f -> f.getPath().getName() + "," + f.getLen() + "," + f.getModificationTime())
                .sorted()
                .collect(Collectors.joining(";", "[", "]"));
    }

    private static UserException missing(String location, String found) {
        return new UserException(new Problem(
                ErrorId.MODEL_1,
                location,
                "a model directory",
                found,
                "Check the path: without a scheme it is one of the driver's disk."));
    }

    /** Loads it, on an executor. */
    ModelBundle load() {
        if (files != null) {
            return ModelDirectory.load(new InMemory(location, files.value()));
        }
        return ModelDirectory.load(location.startsWith(LOCAL) ? location.substring(LOCAL.length()) : location);
    }

    /** Files that were sent. */
    private record InMemory(String describe, Map<String, byte[]> files) implements ModelSource {
        @Override
        public InputStream open(String file) throws IOException {
            byte[] bytes = files.get(file);
            if (bytes == null) {
                throw new NoSuchFileException(file);
            }
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Keeps the bytes of each file that a model turns out to need. */
    private record Recording(String describe, FileSystem system, Path directory, Map<String, byte[]> read)
            implements ModelSource {
        @Override
        public InputStream open(String file) throws IOException {
            Path path = new Path(directory, file);
            if (!system.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            try (InputStream in = system.open(path)) {
                byte[] bytes = in.readAllBytes();
                read.put(file, bytes);
                return new ByteArrayInputStream(bytes);
            }
        }
    }
}
