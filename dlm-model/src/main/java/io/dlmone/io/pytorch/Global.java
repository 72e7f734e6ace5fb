package io.dlmone.io.pytorch;

import io.dlmone.io.ElementType;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The only names that a pickle may refer to: what a state_dict is made of. */
enum Global {
    ORDERED_DICT("collections OrderedDict"),
    TENSOR("torch._utils _rebuild_tensor_v2"),
    PARAMETER("torch._utils _rebuild_parameter"),
    FLOAT("torch FloatStorage", ElementType.F32),
    HALF("torch HalfStorage", ElementType.F16),
    BFLOAT16("torch BFloat16Storage", ElementType.BF16),
    DOUBLE("torch DoubleStorage", ElementType.F64),
    LONG("torch LongStorage", ElementType.I64),
    INT("torch IntStorage", ElementType.I32),
    BOOL("torch BoolStorage", ElementType.BOOL),
    SHORT("torch ShortStorage", ElementType.OTHER, 2),
    CHAR("torch CharStorage", ElementType.OTHER, 1),
    BYTE("torch ByteStorage", ElementType.OTHER, 1),
    COMPLEX("torch ComplexFloatStorage", ElementType.OTHER, 8),
    /** Bytes under newer types, such as floats of 8 bits; their tensors name the type themselves. */
    UNTYPED("torch.storage UntypedStorage", ElementType.OTHER, 1),
    TYPED_TENSOR("torch._utils _rebuild_tensor_v3"),
    /** The name of such a type. */
    TYPE("torch dtype");

    private static final Pattern TYPE_NAME =
            Pattern.compile("torch (float8_[a-z0-9]+|float4_[a-z0-9_]+|uint(16|32|64))");

    private final String name;
    private final Optional<ElementType> elements;
    private final int width;

    Global(String name) {
        this.name = name;
        this.elements = Optional.empty();
        this.width = 0;
    }

    Global(String name, ElementType elements) {
        this(name, elements, elements.bytes());
    }

    Global(String name, ElementType elements, int width) {
        this.name = name;
        this.elements = Optional.of(elements);
        this.width = width;
    }

    /** The global of a module and a name, separated by a space. */
    static Optional<Global> of(String name) {
        return TYPE_NAME.matcher(name).matches()
                ? Optional.of(TYPE)
                : Arrays.stream(values()).filter(g -> g.name.equals(name)).findFirst();
    }

    /** The type of a storage's elements; empty for anything but a storage. */
    Optional<ElementType> elements() {
        return elements;
    }

    /** Bytes of one element of a storage. */
    int width() {
        return width;
    }
}
