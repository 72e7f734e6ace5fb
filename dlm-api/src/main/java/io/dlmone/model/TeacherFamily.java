package io.dlmone.model;

import io.dlmone.plugin.Plugin;
import java.util.Map;

/** A kind of teacher, found by {@link java.util.ServiceLoader}. */
public interface TeacherFamily extends Plugin {

    /** The stable name that {@code config.json} gives, such as {@code diffuseq}. */
    @Override
    String name();

    /**
     * {@return the model of a configuration}
     *
     * @param config what {@link TeacherModel#config} gave
     * @throws io.dlmone.error.UserException with every key that is missing, unknown or out of range
     */
    TeacherModel create(Map<String, Object> config);
}
