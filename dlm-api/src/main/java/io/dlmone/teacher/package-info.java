/** What a teacher family can do beside making models: train them, and import those of its official code. */
@NullMarked
package io.dlmone.teacher;

import org.jspecify.annotations.NullMarked;
