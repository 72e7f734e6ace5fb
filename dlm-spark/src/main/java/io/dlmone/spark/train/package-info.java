/** Training and distilling on Spark: the workers are the tasks of a barrier stage. */
package io.dlmone.spark.train;
