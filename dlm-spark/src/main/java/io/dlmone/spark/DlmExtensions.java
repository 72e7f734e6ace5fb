package io.dlmone.spark;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The SQL function {@code dlm_generate(text[, key])}, which writes as {@link OneStepGenerator} does. A session has it
 * from {@code --conf spark.sql.extensions=io.dlmone.spark.DlmExtensions}, or from {@link #register}. Its settings are
 * those of the session: {@code spark.dlm.model}, which is needed, and {@code spark.dlm.samples}, {@code candidates},
 * {@code seed}, {@code batch}, {@code backend}, {@code threads} and {@code badRows}, as they are when a query is
 * analysed.
 */
public final class DlmExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

    private static final String USAGE =
            "_FUNC_(text[, key]) - Writes a text for a text, by the model that spark.dlm.model names.";

    /** As Spark makes them. */
    public DlmExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        ExpressionInfo info = new ExpressionInfo(
                GenerateFunction.class.getName(),
                null,
                GenerateFunction.NAME,
                USAGE,
                "",
                "",
                "",
                "",
                "",
                "",
                "java_udf");
        extensions.injectFunction(
                new Tuple3<>(new FunctionIdentifier(GenerateFunction.NAME), info, GenerateFunction::call));
        return BoxedUnit.UNIT;
    }

    /**
     * Gives a session the function.
     *
     * @param spark a session of its own process, not one of Spark Connect
     */
    public static void register(SparkSession spark) {
        ((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .functionRegistry()
                .createOrReplaceTempFunction(GenerateFunction.NAME, GenerateFunction::call, "java_udf");
    }
}
