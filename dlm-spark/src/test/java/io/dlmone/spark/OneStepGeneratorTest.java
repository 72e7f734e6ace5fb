package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.error.UserException;
import io.dlmone.eval.MinimumBayesRisk;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StopsCluster.class)
class OneStepGeneratorTest {

    private static final long SEED = 3;

    private final SparkSession spark = Cluster.session();
    private final List<String> sources = Cluster.sources().subList(0, 40);

    private Dataset<Row> table(List<Row> rows, int partitions) {
        return spark.createDataFrame(
                        rows, new StructType().add("name", DataTypes.StringType).add("source", DataTypes.StringType))
                .repartition(partitions);
    }

    private static OneStepGenerator generator() {
        return new OneStepGenerator()
                .setModel(Cluster.STUDENT)
                .setInputCol("source")
                .setKeyCol("name")
                .setSeed(SEED);
    }

    @Test
    void severalSamplesChosenAmongCandidatesAreThoseOfTheTextGeneratorHoweverRowsArePartitioned() {
        List<Row> rows = sources.stream()
                .map(source -> RowFactory.create("row " + source.hashCode(), source))
                .toList();
        OneStepGenerator generator = generator().setSamples(2).setCandidates(3).setBatch(16);
        List<List<String>> expected;
        try (TextGenerator alone = TextGenerator.open(Cluster.STUDENT)) {
            expected = rows.stream()
                    .map(row -> IntStream.range(0, 6)
                            .mapToObj(k -> new Request(row.getString(1), SEED, RowNumber.of(row.getString(0)), k))
                            .toList())
                    .map(requests ->
                            alone.write(requests).stream().map(Generated::text).toList())
                    .map(texts -> List.of(
                            MinimumBayesRisk.select(texts.subList(0, 3)), MinimumBayesRisk.select(texts.subList(3, 6))))
                    .toList();
        }
        for (int partitions : new int[] {1, 7}) {
            List<Row> written = generator.transform(table(rows, partitions)).collectAsList();
            assertThat(written).hasSameSizeAs(rows);
            assertThat(rows).allSatisfy(row -> assertThat(written)
                    .filteredOn(w -> w.getString(0).equals(row.getString(0)))
                    .singleElement()
                    .extracting(w -> w.getList(2))
                    .isEqualTo(expected.get(rows.indexOf(row))));
        }
    }

    @Test
    void rowsWithoutTextStayAsTheyAreAndBadOnesAreCountedAndNamed() {
        String good = sources.get(0);
        List<Row> rows = List.of(
                RowFactory.create("null", null),
                RowFactory.create("blank", " \u00a0"),
                RowFactory.create("good", good),
                RowFactory.create("strange", "may I zorble ?"),
                RowFactory.create("long", (good + " ").repeat(40)),
                RowFactory.create("huge", "a".repeat((1 << 20) + 1)),
                RowFactory.create(null, good));
        OneStepGenerator generator = generator().setErrorCol("why");
        List<Row> written =
                generator.transform(table(rows, 1)).orderBy("source", "name").collectAsList();
        assertThat(written)
                .extracting(row -> row.getString(0) + ": "
                        + (row.isNullAt(2) ? "null" : row.getString(2).isEmpty() ? "blank" : "text") + ", "
                        + (row.isNullAt(3) ? "good" : row.getString(3).replaceFirst("(?s)].*", "]")))
                .containsExactlyInAnyOrder(
                        "null: null, good",
                        "blank: blank, good",
                        "good: text, good",
                        "strange: null, [DLM-TEXT-3]",
                        "long: null, [DLM-TEXT-4]",
                        "huge: null, [DLM-TEXT-5]",
                        "null: text, good");
        assertThat(generator.badRowsFound().count()).isEqualTo(3);
        assertThat(generator.badRowsFound().value()).extracting(BadRow::key).containsExactly("huge", "long", "strange");
        assertThat(generator.badRowsFound().value().get(2).reason()).contains("zorble");
        Dataset<Row> strict = generator().setBadRows("fail").transform(table(rows, 1));
        assertThatThrownBy(strict::collectAsList).hasStackTraceContaining("DLM-TEXT-");
        assertThat(generator()
                        .setBadRows("write")
                        .transform(table(rows, 1))
                        .where("name = 'strange'")
                        .first()
                        .getString(2))
                .isNotEmpty();
    }

    @Test
    void allThatIsWrongWithTheSettingsIsSaidBeforeAnyJob() {
        OneStepGenerator wrong = new OneStepGenerator()
                .setModel("no/such/model")
                .setInputCol("text")
                .setOutputCol("name")
                .setKeyCol("id")
                .setErrorCol("source")
                .setSamples(0)
                .setBatch(0)
                .setThreads(-1)
                .setBackend("nonesuch")
                .setBadRows("drop");
        Dataset<Row> table = table(List.of(), 1);
        assertThatThrownBy(() -> wrong.transform(table)).isInstanceOfSatisfying(UserException.class, e -> assertThat(
                        e.problems())
                .extracting(problem -> problem.id() + " " + problem.where().replaceFirst(".*/", ""))
                .containsExactlyInAnyOrder(
                        "DLM-SETTING-2 setting inputCol",
                        "DLM-SETTING-2 setting outputCol",
                        "DLM-SETTING-2 setting keyCol",
                        "DLM-SETTING-2 setting errorCol",
                        "DLM-SETTING-2 setting samples",
                        "DLM-SETTING-2 setting batch",
                        "DLM-SETTING-2 setting threads",
                        "DLM-SETTING-2 setting badRows",
                        "DLM-PLUGIN-1 backend",
                        "DLM-MODEL-1 model"));
    }

    @Test
    void columnsMayHaveDotsPathsSpacesAndTablesNoRows(@TempDir Path at) {
        StructType schema = new StructType()
                .add("my.source", DataTypes.StringType)
                .add("its.key", DataTypes.LongType, false)
                .add("kept", DataTypes.createMapType(DataTypes.StringType, DataTypes.BinaryType));
        OneStepGenerator generator = new OneStepGenerator()
                .setModel(Cluster.student(at.resolve("models of mine")))
                .setInputCol("my.source")
                .setKeyCol("its.key")
                .setOutputCol("my.text");
        Row row = RowFactory.create(sources.get(0), 5L, null);
        Row written =
                generator.transform(spark.createDataFrame(List.of(row), schema)).first();
        try (TextGenerator alone = TextGenerator.open(Cluster.STUDENT)) {
            assertThat(written.getString(3))
                    .isEqualTo(alone.write(List.of(new Request(sources.get(0), 0, 5, 0)))
                            .get(0)
                            .text());
        }
        Dataset<Row> empty = spark.createDataFrame(List.of(), schema).repartition(3);
        assertThat(generator.transform(empty).collectAsList()).isEmpty();
    }

    @Test
    void aPipelineIsSavedAndLoaded(@TempDir Path at) throws Exception {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            generator().setModel(Cluster.student(at)).setOutputCol("first"),
            generator().setInputCol("first").setOutputCol("second").setSeed(4)
        });
        Dataset<Row> table = table(List.of(RowFactory.create("a", sources.get(0))), 1);
        PipelineModel fitted = pipeline.fit(table);
        fitted.save(at.resolve("pipeline").toString());
        PipelineModel loaded = PipelineModel.load(at.resolve("pipeline").toString());
        Row row = loaded.transform(table).first();
        assertThat(row).isEqualTo(fitted.transform(table).first());
        try (TextGenerator alone = TextGenerator.open(Cluster.STUDENT)) {
            int number = RowNumber.of("a");
            String first = alone.write(List.of(new Request(sources.get(0), SEED, number, 0)))
                    .get(0)
                    .text();
            assertThat(row.getString(2)).isEqualTo(first);
            assertThat(row.getString(3))
                    .isEqualTo(alone.write(List.of(new Request(first, 4, number, 0)))
                            .get(0)
                            .text());
        }
    }

    @Test
    void isAFunctionOfSql() {
        DlmExtensions.register(spark);
        table(List.of(RowFactory.create("a", sources.get(0)), RowFactory.create("b", sources.get(1))), 2)
                .createOrReplaceTempView("questions");
        assertThatThrownBy(() -> spark.sql("select dlm_generate(source) from questions"))
                .hasStackTraceContaining("spark.dlm.model");
        spark.conf().set("spark.dlm.model", Cluster.STUDENT);
        spark.conf().set("spark.dlm.seed", SEED);
        List<Row> written = spark.sql(
                        "select dlm_generate(source, name), dlm_generate(source) from questions order by name")
                .collectAsList();
        Dataset<Row> table = spark.table("questions");
        assertThat(written.stream().map(row -> row.getString(0)).toList())
                .isEqualTo(generator().transform(table).orderBy("name").collectAsList().stream()
                        .map(row -> row.getString(2))
                        .toList());
        assertThat(written.stream().map(row -> row.getString(1)).toList())
                .isEqualTo(generator().setKeyCol("").transform(table).orderBy("name").collectAsList().stream()
                        .map(row -> row.getString(2))
                        .toList());
    }
}
