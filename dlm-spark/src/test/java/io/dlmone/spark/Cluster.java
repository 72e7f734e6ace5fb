package io.dlmone.spark;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import io.dlmone.train.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A cluster of two workers with a core each, whose executors are JVMs of their own; one for all tests of a JVM. It has
 * settings that many clusters have and that ask more of what runs there.
 */
public final class Cluster {

    static final String STUDENT = "builtin:paraphrase-student";

    /** Executors know no letters but those of ASCII, and write i with a dot in capitals. */
    private static final String ELSEWHERE = "-Dfile.encoding=US-ASCII -Duser.language=tr -Duser.country=TR";

    private Cluster() {}

    /** The session, with a new cluster if the last was stopped. */
    public static synchronized SparkSession session() {
        Path home = SparkHome.made();
        return SparkSession.builder()
                .master(System.getProperty("dlm.spark.master", "local-cluster[2,1,1024]"))
                .appName("dlm-spark")
                .config("spark.executor.cores", "1")
                .config("spark.worker.timeout", "600")
                .config("spark.network.timeout", "600s")
                .config("spark.executor.extraClassPath", SparkHome.ours())
                .config("spark.executor.extraJavaOptions", "-XX:+UseSerialGC " + ELSEWHERE)
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.speculation", "true")
                .config("spark.executor.memory", "1g")
                .config("spark.sql.warehouse.dir", home.resolve("warehouse").toString())
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    /** The shipped student as a directory, which executors do not see. */
    static String student(Path at) {
        Path directory = at.resolve("student");
        if (!Files.exists(directory)) {
            ModelDirectory.save(directory, ModelDirectory.load(STUDENT));
        }
        return directory.toString();
    }

    /** Sentences of the built-in task. */
    static List<String> sources() {
        return DataSet.open("builtin:paraphrase").read(Split.TEST).stream()
                .map(SentencePair::source)
                .distinct()
                .toList();
    }

    /** The JVM of an executor, a child of this one. */
    static ProcessHandle executor(String id) {
        return ProcessHandle.current()
                .descendants()
                .filter(p -> p.info()
                        .arguments()
                        .map(a -> String.join(" ", a).contains("--executor-id " + id + " "))
                        .orElse(false))
                .findFirst()
                .orElseThrow();
    }
}
