package io.dlmone.spark.train;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * What travels in Java's own serialised form, also where Spark is told to use Kryo, which knows no records.
 *
 * @param value that travels
 */
@DefaultSerializer(JavaSerializer.class)
record Sent<T extends Serializable>(T value) implements Serializable {}
