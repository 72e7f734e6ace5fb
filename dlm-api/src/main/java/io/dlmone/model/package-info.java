/** Teachers, students and noise schedules as functions in a graph, and the interfaces of families and schedules. */
@NullMarked
package io.dlmone.model;

import org.jspecify.annotations.NullMarked;
