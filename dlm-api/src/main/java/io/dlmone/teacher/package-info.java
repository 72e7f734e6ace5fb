/** What a teacher family can do beside making models: train them, and import those of its official code. */
package io.dlmone.teacher;
