package io.dlmone.backend;

/**
 * What a known-answer check said of a special path of an engine on this machine. A special path is whatever a backend
 * does beyond the engine's plain operators: packed weights, fused operators, low precision, rewritten graphs. Such a
 * path is computed once beside its plain form before it is used; where the two differ, the plain form is used instead.
 *
 * @param path the special path, such as {@code packed product}
 * @param where shapes, precision and threads that were checked: other kernels run for others
 * @param used whether it agreed and is used
 * @param error greatest difference from the plain form, relative to the plain form's greatest magnitude; NaN where the
 *     path gave no number
 * @param tolerance greatest error that was allowed
 * @param reason why it is not used; empty if it is
 */
public record PathCheck(String path, String where, boolean used, double error, double tolerance, String reason) {}
