package io.dlmone.spark;

import io.dlmone.error.UserException;
import io.dlmone.train.Checks;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A stage of Spark's pipelines that writes a text, or several, for each row, with a model of one network call or any
 * other. The model is sent to each executor once and opened once in each, for all of its tasks.
 *
 * <p>What a row gets follows from its source, its key and the settings, whatever partition it lies in and however often
 * it is tried: it is what {@link io.dlmone.student.TextGenerator#write} gives for the source, the seed, the
 * {@link RowNumber} of the key and the number of the sample. Rows without a source have no text, blank ones a blank
 * text.
 *
 * <p>It is saved and loaded with the pipeline that it is a stage of. What is saved names the model, but does not hold
 * it.
 */
public final class OneStepGenerator extends Transformer implements DefaultParamsWritable {

    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Param<String> model;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> keyCol;
    private final Param<String> errorCol;
    private final IntParam samples;
    private final IntParam candidates;
    private final LongParam seed;
    private final IntParam batch;
    private final Param<String> backend;
    private final IntParam threads;
    private final Param<String> badRowPolicy;
    private transient BadRows found = new BadRows();

    /** A generator with a name of its own. */
    public OneStepGenerator() {
        this(Identifiable$.MODULE$.randomUID("oneStepGenerator"));
    }

    /**
     * A generator of that name.
     *
     * @param uid tells it from others in a pipeline
     */
    public OneStepGenerator(String uid) {
        this.uid = uid;
        model = text(
                "model",
                "model directory, on the driver's disk or with the scheme of a file system; builtin:NAME;"
                        + " or local:PATH, the same on every executor");
        inputCol = text("inputCol", "column of the sources");
        outputCol = text("outputCol", "column of the texts: strings, or arrays of them if there are several samples");
        keyCol = text(
                "keyCol", "column of whole numbers or strings from which a row's noise follows; empty: the source");
        errorCol = text("errorCol", "column of why a row is bad; empty: none");
        samples = whole("samples", "texts for a row");
        candidates = whole("candidates", "texts from which each is chosen by minimum Bayes risk");
        seed = new LongParam(this, "seed", "of all noise");
        batch = whole("batch", "most texts in one network call");
        backend = text("backend", "engine; empty: the preferred one on the class path");
        threads = whole("threads", "threads of a network call; 0: the executor's cores");
        badRowPolicy = text("badRows", "rows that the model cannot read whole: skip, write or fail");
        Writing usual = Writing.DEFAULT;
        setDefault(model, "");
        setDefault(inputCol, "");
        setDefault(outputCol, "generated");
        setDefault(keyCol, "");
        setDefault(errorCol, "");
        setDefault(samples, usual.samples());
        setDefault(candidates, usual.candidates());
        setDefault(seed, usual.seed());
        setDefault(batch, usual.batch());
        setDefault(backend, usual.backend());
        setDefault(threads, usual.threads());
        setDefault(badRowPolicy, usual.badRows());
    }

    private Param<String> text(String name, String doc) {
        return new Param<>(uid, name, doc, String.class);
    }

    private IntParam whole(String name, String doc) {
        return new IntParam(this, name, doc);
    }

    /** {@return the parameter of where the model is} */
    public Param<String> model() {
        return model;
    }

    /**
     * Sets where the model is: a directory on the driver's disk, or with the scheme of a file system of Hadoop;
     * {@code builtin:NAME}; or {@code local:PATH}, a path that is the same on every executor.
     *
     * @param value where it is
     * @return this
     */
    public OneStepGenerator setModel(String value) {
        set(model, value);
        return this;
    }

    /** {@return the parameter of the column of the sources} */
    public Param<String> inputCol() {
        return inputCol;
    }

    /**
     * Sets the column of the sources.
     *
     * @param value a column of strings
     * @return this
     */
    public OneStepGenerator setInputCol(String value) {
        set(inputCol, value);
        return this;
    }

    /** {@return the parameter of the column of the texts} */
    public Param<String> outputCol() {
        return outputCol;
    }

    /**
     * Sets the column of the texts, {@code generated} by default: strings, or arrays of strings if there are several
     * samples.
     *
     * @param value a new column
     * @return this
     */
    public OneStepGenerator setOutputCol(String value) {
        set(outputCol, value);
        return this;
    }

    /** {@return the parameter of the column of the keys} */
    public Param<String> keyCol() {
        return keyCol;
    }

    /**
     * Sets the column of the keys, whole numbers or strings, from which a row's noise follows; empty, the default: the
     * source is its key.
     *
     * @param value a column, or an empty text
     * @return this
     */
    public OneStepGenerator setKeyCol(String value) {
        set(keyCol, value);
        return this;
    }

    /** {@return the parameter of the column of why a row is bad} */
    public Param<String> errorCol() {
        return errorCol;
    }

    /**
     * Sets the column of why a row is bad, which is null where it is not; empty, the default: none.
     *
     * @param value a new column, or an empty text
     * @return this
     */
    public OneStepGenerator setErrorCol(String value) {
        set(errorCol, value);
        return this;
    }

    /** {@return the parameter of the number of texts for a row} */
    public IntParam samples() {
        return samples;
    }

    /**
     * Sets how many texts a row gets; 1 by default.
     *
     * @param value at least 1
     * @return this
     */
    public OneStepGenerator setSamples(int value) {
        set(samples, value);
        return this;
    }

    /** {@return the parameter of the number of candidates for each text} */
    public IntParam candidates() {
        return candidates;
    }

    /**
     * Sets from how many texts each is chosen by minimum Bayes risk; 1, the default: no choice.
     *
     * @param value at least 1
     * @return this
     */
    public OneStepGenerator setCandidates(int value) {
        set(candidates, value);
        return this;
    }

    /** {@return the parameter of the seed of all noise} */
    public LongParam seed() {
        return seed;
    }

    /**
     * Sets the seed of all noise; 0 by default.
     *
     * @param value any number
     * @return this
     */
    public OneStepGenerator setSeed(long value) {
        set(seed, value);
        return this;
    }

    /** {@return the parameter of the most texts in one network call} */
    public IntParam batch() {
        return batch;
    }

    /**
     * Sets the most texts in one network call; 32 by default.
     *
     * @param value at least 1
     * @return this
     */
    public OneStepGenerator setBatch(int value) {
        set(batch, value);
        return this;
    }

    /** {@return the parameter of the engine} */
    public Param<String> backend() {
        return backend;
    }

    /**
     * Sets the engine; empty, the default: the preferred one on the class path.
     *
     * @param value its stable name
     * @return this
     */
    public OneStepGenerator setBackend(String value) {
        set(backend, value);
        return this;
    }

    /** {@return the parameter of the threads of a network call} */
    public IntParam threads() {
        return threads;
    }

    /**
     * Sets the threads of a network call; 0, the default: the cores of an executor.
     *
     * @param value at least 0
     * @return this
     */
    public OneStepGenerator setThreads(int value) {
        set(threads, value);
        return this;
    }

    /** {@return the parameter of what becomes of bad rows} */
    public Param<String> badRows() {
        return badRowPolicy;
    }

    /**
     * Sets what becomes of rows with words unknown to the model, or too long for it: {@code skip}, the default, they
     * get no text; {@code write}, one for what is read; {@code fail}, the job fails.
     *
     * @param value skip, write or fail
     * @return this
     */
    public OneStepGenerator setBadRows(String value) {
        set(badRowPolicy, value);
        return this;
    }

    /** {@return the rows that were found bad in the jobs so far, counted and the first of them named} */
    public BadRows badRowsFound() {
        return found;
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * Adds the texts, when the result is asked for.
     *
     * @param dataset with the column of the sources
     * @return its rows, in their order, with one column more, or two
     * @throws UserException with every setting that does not fit, or if the model cannot be used; no job has begun then
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        Dataset<Row> rows = dataset.toDF();
        StructType schema = rows.schema();
        SparkSession spark = rows.sparkSession();
        Checks checks = checks(schema);
        ShippedModel[] shipped = new ShippedModel[1];
        if (!$(model).isEmpty()) {
            checks.attempt(() -> shipped[0] = ShippedModel.ship(spark, $(model)));
        }
        checks.refuse();
        if (!found.isRegistered()) {
            found = new BadRows();
            spark.sparkContext().register(found, "rows that the model cannot read whole");
        }
        WriteRows write = new WriteRows(
                shipped[0],
                writing(),
                found,
                schema.fieldIndex($(inputCol)),
                $(keyCol).isEmpty() ? -1 : schema.fieldIndex($(keyCol)),
                !$(errorCol).isEmpty());
        return rows.mapPartitions(write, Encoders.row(transformSchema(schema)));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        checks(schema).refuse();
        StructType out = schema.add($(outputCol), Columns.ofTexts(whole(samples)));
        return $(errorCol).isEmpty() ? out : out.add($(errorCol), DataTypes.StringType);
    }

    private int whole(IntParam param) {
        return (Integer) $(param);
    }

    private Writing writing() {
        return new Writing(
                whole(samples),
                whole(candidates),
                (Long) $(seed),
                whole(batch),
                $(backend),
                whole(threads),
                $(badRowPolicy));
    }

    private Checks checks(StructType schema) {
        Checks checks =
                new Checks().require(!$(model).isEmpty(), "model", "a model directory, or builtin: and a name", "none");
        new Columns(schema).check(checks, $(inputCol), $(keyCol), $(outputCol), $(errorCol));
        writing().check(checks);
        return checks;
    }

    @Override
    public OneStepGenerator copy(ParamMap extra) {
        OneStepGenerator copy = defaultCopy(extra);
        copy.found = found;
        return copy;
    }

    @Override
    public MLWriter write() {
        return DefaultParamsWritable.super.write();
    }

    /** {@return what loads a generator that was saved, as Spark does for a pipeline} */
    public static MLReader<OneStepGenerator> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * {@return a generator that was saved}
     *
     * @param path where to
     */
    public static OneStepGenerator load(String path) {
        return read().load(path);
    }
}
