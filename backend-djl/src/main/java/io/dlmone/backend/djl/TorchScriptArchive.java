package io.dlmone.backend.djl;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a script as the archive that {@code torch.jit.load} reads: a zip of stored entries with the source, a pickle
 * of the module's attributes, and one entry for the data of each constant.
 */
final class TorchScriptArchive {

    /** The version of the file format, that of PyTorch 1.13 to 2.7. */
    private static final String VERSION = "10\n";

    private TorchScriptArchive() {}

    static void write(Script script, OutputStream to) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(to, StandardCharsets.UTF_8);
        put(zip, "M/data.pkl", module(script.constants()));
        put(zip, "M/byteorder", ascii("little"));
        put(zip, "M/code/__torch__.py", ascii(script.source()));
        put(zip, "M/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
        for (int i = 0; i < script.constants().size(); i++) {
            put(zip, "M/data/" + i, raw(script.constants().get(i)));
        }
        put(zip, "M/version", ascii(VERSION));
        zip.finish();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(data);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }

    /** An object of class {@code __torch__.M}, not in training, with the constants as its attributes. */
    private static byte[] module(List<Tensor> constants) {
        Pickle p = new Pickle();
        p.global("__torch__", "M").emptyTuple().op(0x81).op('}').op('(');
        p.text("training").op(0x89);
        for (int i = 0; i < constants.size(); i++) {
            p.text("c" + i);
            tensor(p, i, constants.get(i));
        }
        return p.op('u').op('b').op('.').bytes();
    }

    private static void tensor(Pickle p, int number, Tensor t) {
        p.global("torch._utils", "_rebuild_tensor_v2").op('(').op('(');
        p.text("storage").global("torch", storage(t.type())).text(Integer.toString(number));
        p.text("cpu").integer(t.shape().size()).op('t').op('Q');
        p.integer(0).integers(t.shape().dims()).integers(t.shape().strides()).op(0x89);
        p.global("collections", "OrderedDict").emptyTuple().op('R').op('t').op('R');
    }

    private static String storage(DType type) {
        return switch (type) {
            case FLOAT32 -> "FloatStorage";
            case INT64 -> "LongStorage";
            case BOOL -> "BoolStorage";
            case INT8 -> "CharStorage";
        };
    }

    private static byte[] raw(Tensor t) {
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.multiplyExact(t.shape().size(), t.type().bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        NativeTensor.fill(bytes, t);
        return bytes.array();
    }

    /** The few operations of pickle protocol 2 that this needs. */
    private static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle() {
            op(0x80).op(2);
        }

        Pickle op(int code) {
            out.write(code);
            return this;
        }

        Pickle global(String module, String name) {
            op('c').out.writeBytes(ascii(module + "\n" + name + "\n"));
            return this;
        }

        Pickle emptyTuple() {
            return op(')');
        }

        Pickle text(String s) {
            op('X').little(s.length());
            out.writeBytes(ascii(s));
            return this;
        }

        Pickle integer(int i) {
            return op('J').little(i);
        }

        Pickle integers(int... all) {
            op('(');
            for (int i : all) {
                integer(i);
            }
            return op('t');
        }

        private Pickle little(int i) {
            for (int shift = 0; shift < 32; shift += 8) {
                out.write(i >> shift);
            }
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
