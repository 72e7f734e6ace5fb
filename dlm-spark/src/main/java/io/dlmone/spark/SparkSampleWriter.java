package io.dlmone.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Request;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SourceReading;
import io.dlmone.train.RunContext;
import io.dlmone.train.SampleWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Evaluates models on test sets of any size: executors write the samples, the driver scores them, as
 * {@link io.dlmone.train.ModelEvaluation#evaluate(RunContext, SampleWriter)} asks. The texts and all measures of
 * quality and diversity are those of an evaluation on one machine; the milliseconds for a sentence are those of all
 * executors together.
 */
public final class SparkSampleWriter implements SampleWriter {

    private static final double NANOS_PER_MILLI = 1e6;

    /** Tasks for each core, so that a slow one does not keep the others waiting for long. */
    private static final int TASKS_PER_CORE = 4;

    private final SparkSession spark;

    /**
     * Writes on the executors of a session.
     *
     * @param spark the session, which stays the caller's
     */
    public SparkSampleWriter(SparkSession spark) {
        this.spark = spark;
    }

    /** A source, and its position in the data. Kryo knows no records. */
    @DefaultSerializer(JavaSerializer.class)
    private record Place(int row, String source) implements Serializable {}

    /** The texts for a source, as pairs of the one for people and the official one. */
    @DefaultSerializer(JavaSerializer.class)
    private record Texts(int row, List<String[]> samples) implements Serializable {}

    @Override
    public Written write(Order order, RunContext context) {
        List<String> sources = order.sources();
        List<Place> places = IntStream.range(0, sources.size())
                .mapToObj(i -> new Place(i, sources.get(i)))
                .toList();
        JavaSparkContext jobs = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int tasks = Math.max(1, Math.min(places.size(), TASKS_PER_CORE * jobs.defaultParallelism()));
        WriteSamples write = new WriteSamples(
                ShippedModel.ship(spark, order.bundle()),
                order,
                context.engine().backend());
        long before = System.nanoTime();
        List<Texts> written = new ArrayList<>(
                jobs.parallelize(places, tasks).mapPartitions(write).collect());
        double millis = (System.nanoTime() - before) / NANOS_PER_MILLI;
        written.sort(Comparator.comparingInt(Texts::row));
        ModelBundle bundle = order.bundle();
        SequenceLayout layout = bundle.layout();
        List<List<Generated>> texts = written.stream()
                .map(row -> {
                    String source = sources.get(row.row());
                    SourceReading reading = SourceReading.of(layout, source);
                    return row.samples().stream()
                            .map(pair -> new Generated(source, pair[0], pair[1], reading))
                            .toList();
                })
                .toList();
        int calls = bundle.generation().calls(bundle.architecture(), bundle.role());
        return new Written(texts, calls, millis / sources.size() / order.samples());
    }

    /** Writes the samples of a partition, some sources at a time. */
    private record WriteSamples(ShippedModel model, Writing writing)
            implements FlatMapFunction<Iterator<Place>, Texts> {

        WriteSamples(ShippedModel model, Order order, String backend) {
            this(
                    model,
                    new Writing(order.samples(), 1, order.seed(), order.batch(), backend, 0, BadRowPolicy.WRITE.id()));
        }

        @Override
        public Iterator<Texts> call(Iterator<Place> places) {
            TextGenerator generator = OpenModels.get(model, writing);
            int together = writing.rowsTogether();
            List<Texts> all = new ArrayList<>();
            while (places.hasNext()) {
                List<Place> some = new ArrayList<>();
                while (some.size() < together && places.hasNext()) {
                    some.add(places.next());
                }
                all.addAll(written(generator, some));
            }
            return all.iterator();
        }

        private List<Texts> written(TextGenerator generator, List<Place> some) {
            List<Request> requests = new ArrayList<>();
            for (Place place : some) {
                for (int k = 0; k < writing.samples(); k++) {
                    requests.add(new Request(place.source(), writing.seed(), place.row(), k));
                }
            }
            List<Generated> texts = generator.write(requests);
            List<Texts> all = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                List<String[]> samples = new ArrayList<>();
                for (Generated g : texts.subList(i * writing.samples(), (i + 1) * writing.samples())) {
                    samples.add(new String[] {g.text(), g.official()});
                }
                all.add(new Texts(some.get(i).row(), samples));
            }
            return all;
        }
    }
}
