package io.dlmone.io.pytorch;

import io.dlmone.io.ElementType;
import java.util.Arrays;
import java.util.Optional;

/** The only names that a pickle may refer to: what a state_dict is made of. */
enum Global {
    ORDERED_DICT("collections OrderedDict"),
    TENSOR("torch._utils _rebuild_tensor_v2"),
    PARAMETER("torch._utils _rebuild_parameter"),
    FLOAT("torch FloatStorage", ElementType.F32),
    HALF("torch HalfStorage", ElementType.F16),
    BFLOAT16("torch BFloat16Storage", ElementType.BF16),
    DOUBLE("torch DoubleStorage", ElementType.F64),
    LONG("torch LongStorage", ElementType.I64);

    private final String name;
    private final Optional<ElementType> elements;

    Global(String name) {
        this.name = name;
        this.elements = Optional.empty();
    }

    Global(String name, ElementType elements) {
        this.name = name;
        this.elements = Optional.of(elements);
    }

    /** The global of a module and a name, separated by a space. */
    static Optional<Global> of(String name) {
        return Arrays.stream(values()).filter(g -> g.name.equals(name)).findFirst();
    }

    /** The type of a storage's elements; empty for anything but a storage. */
    Optional<ElementType> elements() {
        return elements;
    }
}
