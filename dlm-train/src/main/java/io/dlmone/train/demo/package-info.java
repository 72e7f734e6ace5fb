/** The whole job in a few minutes: distil a student from a teacher, compare the two, and show it. */
package io.dlmone.train.demo;
