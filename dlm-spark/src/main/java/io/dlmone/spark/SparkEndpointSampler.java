package io.dlmone.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.distill.EndpointSources;
import io.dlmone.text.Batch;
import io.dlmone.text.SequenceLayout.Encoded;
import io.dlmone.train.EndpointRun;
import io.dlmone.train.RunContext;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Samples the endpoints of a distillation on executors, as {@link EndpointRun#write(java.nio.file.Path, RunContext,
 * EndpointRun.Sampler)} asks: the same as on one machine. The driver reads the data, and writes the file. Each task
 * opens the teacher for itself, with as many threads as it has cores ({@code spark.task.cpus}).
 */
public final class SparkEndpointSampler implements EndpointRun.Sampler {

    /** Tasks for each core: what is lost with an executor is small, and a teacher is not opened too often. */
    private static final int TASKS_PER_CORE = 4;

    private final SparkSession spark;

    /**
     * Samples on the executors of a session.
     *
     * @param spark the session, which stays the caller's
     */
    public SparkEndpointSampler(SparkSession spark) {
        this.spark = spark;
    }

    /** What a microbatch begins with, row after row. Kryo knows no records. */
    @DefaultSerializer(JavaSerializer.class)
    private record Place(long number, long[] ids, int[] starts, long[] keys) implements Serializable {

        static Place of(EndpointSources sources) {
            return new Place(
                    sources.number(),
                    sources.batch().ids().longs(),
                    sources.batch().starts(),
                    sources.keys());
        }

        EndpointSources sources() {
            int length = ids.length / starts.length;
            List<Encoded> rows = IntStream.range(0, starts.length)
                    .mapToObj(i -> new Encoded(Arrays.copyOfRange(ids, i * length, (i + 1) * length), starts[i]))
                    .toList();
            return new EndpointSources(number, Batch.of(rows), keys);
        }
    }

    @Override
    public List<long[]> sample(EndpointRun run, ModelBundle model, List<EndpointSources> sources, RunContext context) {
        JavaSparkContext jobs = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Place> places = sources.stream().map(Place::of).toList();
        int tasks = Math.max(1, Math.min(places.size(), TASKS_PER_CORE * jobs.defaultParallelism()));
        int threads = spark.sparkContext().getConf().getInt("spark.task.cpus", 1);
        SamplePart sample = new SamplePart(
                run, ShippedModel.ship(spark, model), context.engine().backend(), threads);
        return jobs.parallelize(places, tasks).mapPartitions(sample).collect();
    }

    /** Samples the microbatches of a partition. */
    private record SamplePart(EndpointRun run, ShippedModel teacher, String backend, int threads)
            implements FlatMapFunction<Iterator<Place>, long[]> {

        @Override
        public Iterator<long[]> call(Iterator<Place> places) {
            List<EndpointSources> sources = new ArrayList<>();
            places.forEachRemaining(place -> sources.add(place.sources()));
            List<long[]> tokens = new ArrayList<>();
            try (RunContext context =
                    RunContext.builder().backend(backend).threads(threads).open()) {
                run.sample(teacher.load(), sources, context, tokens::add);
            }
            return tokens.iterator();
        }
    }
}
