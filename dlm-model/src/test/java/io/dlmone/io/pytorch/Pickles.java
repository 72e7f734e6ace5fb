package io.dlmone.io.pytorch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes pickles instruction by instruction, sound and unsound ones. */
public final class Pickles {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A pickle of protocol 2 that begins. */
    public static Pickles protocol2() {
        return new Pickles().op(0x80).op(2);
    }

    public Pickles op(int code) {
        out.write(code);
        return this;
    }

    public Pickles ops(String codes) {
        codes.chars().forEach(out::write);
        return this;
    }

    public Pickles global(String module, String name) {
        return ops("c" + module + "\n" + name + "\n");
    }

    public Pickles text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(littleEndian(4, bytes.length));
        out.writeBytes(bytes);
        return this;
    }

    public Pickles number(long n) {
        out.write(0x8a);
        out.write(8);
        out.writeBytes(littleEndian(8, n));
        return this;
    }

    public Pickles numbers(List<Long> all) {
        op('(');
        all.forEach(this::number);
        return op('t');
    }

    public Pickles emptyOrderedDict() {
        return global("collections", "OrderedDict").ops(")R");
    }

    /** A tensor over a storage, as {@code torch.save} refers to it. */
    public Pickles tensor(String type, String key, long numel, long offset, List<Long> sizes, List<Long> strides) {
        global("torch._utils", "_rebuild_tensor_v2").ops("((").text("storage").global("torch", type);
        text(key).text("cpu").number(numel).ops("tQ").number(offset);
        return numbers(sizes).numbers(strides).op(0x89).emptyOrderedDict().ops("tR");
    }

    /** Wraps a tensor that was just written below the instructions of {@code before}. */
    public Pickles parameter(Runnable tensor) {
        global("torch._utils", "_rebuild_parameter").op('(');
        tensor.run();
        return op(0x88).emptyOrderedDict().ops("tR");
    }

    public byte[] stop() {
        return op('.').out.toByteArray();
    }

    private static byte[] littleEndian(int n, long value) {
        byte[] bytes = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        return java.util.Arrays.copyOf(bytes, n);
    }
}
