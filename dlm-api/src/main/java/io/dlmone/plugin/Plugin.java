package io.dlmone.plugin;

/**
 * Something that a jar adds: a class with a public constructor without parameters, named in the jar's
 * {@code META-INF/services}. One instance serves all callers and threads, so that it must be immutable; making it and
 * asking what it is does no work.
 */
public interface Plugin {

    /** {@return the stable name that users give and files keep, such as {@code ddim}} */
    String name();

    /** {@return what it is, one line for lists and help} */
    String description();
}
