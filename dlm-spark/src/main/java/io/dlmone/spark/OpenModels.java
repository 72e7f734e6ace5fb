package io.dlmone.spark;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.student.TextGenerator;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * The models that this process has open, each once for each way to open it, however many tasks write with it: their
 * rows share its network calls. They stay open until the process ends, as tasks of the next stage want them too. The
 * one thing in this module that outlives a task.
 */
final class OpenModels {

    private static final Map<Key, TextGenerator> OPEN = new HashMap<>();

    /** What tells one opened model from another. */
    private record Key(String model, String backend, int threads, int batch) {}

    private OpenModels() {}

    /** The generator of a model, which stays open. Thread-safe. */
    static TextGenerator get(ShippedModel model, Writing writing) {
        Key key = new Key(model.id(), writing.backend(), threads(writing), writing.batch());
        synchronized (OPEN) {
            if (OPEN.isEmpty()) {
                Runtime.getRuntime().addShutdownHook(new Thread(OpenModels::closeAll, "dlm-close-models"));
            }
            return OPEN.computeIfAbsent(key, k -> open(model.load(), k));
        }
    }

    private static TextGenerator open(ModelBundle bundle, Key key) {
        BackendProvider provider = key.backend().isEmpty() ? Backends.preferred() : Backends.named(key.backend());
        Backend backend = provider.open(BackendOptions.defaults().withThreads(key.threads()));
        return new TextGenerator(bundle, backend, new TextGenerator.Options(key.batch(), 0));
    }

    /**
     * All cores of the executor: its tasks take turns. YARN and Kubernetes give one where none is asked for, others the
     * machine's.
     */
    private static int threads(Writing writing) {
        if (writing.threads() > 0) {
            return writing.threads();
        }
        SparkConf conf = SparkEnv.get().conf();
        String master = conf.get("spark.master", "");
        int machine = Runtime.getRuntime().availableProcessors();
        return conf.getInt("spark.executor.cores", master.startsWith("yarn") || master.startsWith("k8s") ? 1 : machine);
    }

    private static void closeAll() {
        synchronized (OPEN) {
            OPEN.values().forEach(TextGenerator::close);
        }
    }
}
