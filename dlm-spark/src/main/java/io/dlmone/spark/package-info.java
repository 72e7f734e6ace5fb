/** Apache Spark: texts written in parallel, as a stage of pipelines and as a function of SQL. */
package io.dlmone.spark;
