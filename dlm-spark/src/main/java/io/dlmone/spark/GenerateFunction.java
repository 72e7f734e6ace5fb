package io.dlmone.spark;

import io.dlmone.spark.TextWriter.Source;
import io.dlmone.train.Checks;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StringType;
import scala.Function1;
import scala.Function2;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code dlm_generate(text)} and {@code dlm_generate(text, key)}: what {@link OneStepGenerator} gives for a row, with
 * settings from those of the session, {@code spark.dlm.model} and so on, as they are when a query is analysed.
 */
final class GenerateFunction {

    static final String NAME = "dlm_generate";

    private static final String SETTINGS = "spark.dlm.";

    private GenerateFunction() {}

    /** A call with these arguments. */
    static Expression call(Seq<Expression> arguments) {
        List<Expression> given = CollectionConverters.asJava(arguments);
        Checks checks = new Checks()
                .require(
                        given.size() == 1 || given.size() == 2,
                        "arguments of " + NAME,
                        "a text, or a text and a key",
                        String.valueOf(given.size()))
                .require(
                        given.isEmpty() || given.get(0).dataType() instanceof StringType,
                        "text of " + NAME,
                        "a string",
                        given.isEmpty() ? "none" : given.get(0).dataType().simpleString())
                .require(
                        given.size() < 2 || Columns.isKey(given.get(1).dataType()),
                        "key of " + NAME,
                        "a whole number or a string",
                        given.size() < 2 ? "none" : given.get(1).dataType().simpleString());
        SparkSession spark = SparkSession.active();
        String model = setting("model", "");
        checks.require(!model.isEmpty(), SETTINGS + "model", "a model directory, or builtin: and a name", "none");
        Writing[] writing = new Writing[1];
        checks.attempt(() -> writing[0] = writing());
        ShippedModel[] shipped = new ShippedModel[1];
        if (!model.isEmpty()) {
            checks.attempt(() -> shipped[0] = ShippedModel.ship(spark, model));
        }
        checks.refuse();
        BadRows bad = new BadRows();
        spark.sparkContext().register(bad, "rows that " + NAME + " cannot read whole");
        return expression(new RowByRow(shipped[0], writing[0], bad), arguments, given.size());
    }

    private static Expression expression(RowByRow function, Seq<Expression> arguments, int given) {
        Object code = given == 1
                ? (Function1<Object, Object> & Serializable) text -> function.apply((String) text, null)
                : (Function2<Object, Object, Object> & Serializable) (text, key) -> function.apply((String) text, key);
        return new ScalaUDF(
                code,
                Columns.ofTexts(function.writing().samples()),
                arguments,
                CollectionConverters.asScala(
                                List.<Option<org.apache.spark.sql.catalyst.encoders.ExpressionEncoder<?>>>of())
                        .toList(),
                Option.empty(),
                Option.apply(NAME),
                true,
                true);
    }

    /** Writes for one row at a time; rows of an executor's tasks share network calls. */
    private record RowByRow(ShippedModel model, Writing writing, BadRows badRows) implements Serializable {

        Object apply(String text, Object key) {
            Source source = WriteRows.source(text, key);
            TextWriter writer = TextWriter.open(model, writing, badRows);
            return WriteRows.value(writer.write(List.of(source)).get(0), writing.samples());
        }
    }

    private static Writing writing() {
        Writing usual = Writing.DEFAULT;
        Checks checks = new Checks();
        Writing writing = new Writing(
                (int) number(checks, "samples", usual.samples()),
                (int) number(checks, "candidates", usual.candidates()),
                number(checks, "seed", usual.seed()),
                (int) number(checks, "batch", usual.batch()),
                setting("backend", usual.backend()),
                (int) number(checks, "threads", usual.threads()),
                setting("badRows", usual.badRows()));
        checks.refuse();
        writing.check(checks);
        checks.refuse();
        return writing;
    }

    private static long number(Checks checks, String name, long standard) {
        String text = setting(name, String.valueOf(standard));
        boolean small = !name.equals("seed");
        try {
            return small ? Integer.parseInt(text.strip()) : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            checks.require(false, SETTINGS + name, "a whole number", "'" + text + "'");
            return standard;
        }
    }

    private static String setting(String name, String standard) {
        return SQLConf.get().getConfString(SETTINGS + name, standard);
    }
}
