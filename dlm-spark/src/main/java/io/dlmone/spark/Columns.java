package io.dlmone.spark;

import io.dlmone.train.Checks;
import java.util.List;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table whose rows are to have texts.
 *
 * @param schema of the table
 */
record Columns(StructType schema) {

    /** Adds what is wrong with the names of columns: of the sources, and those that may be empty. */
    void check(Checks checks, String input, String key, String output, String error) {
        List<String> names = List.of(schema.fieldNames());
        checks.require(
                        names.contains(input) && type(input) instanceof StringType,
                        "inputCol",
                        "a column of strings, of " + names,
                        found(input))
                .require(
                        key.isEmpty() || names.contains(key) && isKey(type(key)),
                        "keyCol",
                        "a column of whole numbers or strings, of " + names,
                        found(key))
                .require(
                        !output.isEmpty() && !names.contains(output),
                        "outputCol",
                        "a name that no column has",
                        "'" + output + "'")
                .require(
                        error.isEmpty() || !names.contains(error) && !error.equals(output),
                        "errorCol",
                        "a name that no column has",
                        "'" + error + "'");
    }

    private DataType type(String column) {
        return schema.apply(column).dataType();
    }

    private String found(String column) {
        boolean there = List.of(schema.fieldNames()).contains(column);
        return "'" + column + "'" + (there ? " of " + type(column).simpleString() : "");
    }

    /** Whether keys can be of it. */
    static boolean isKey(DataType type) {
        return type instanceof StringType
                || type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType;
    }

    /** Of so many texts. */
    static DataType ofTexts(int samples) {
        return samples == 1 ? DataTypes.StringType : DataTypes.createArrayType(DataTypes.StringType, false);
    }
}
