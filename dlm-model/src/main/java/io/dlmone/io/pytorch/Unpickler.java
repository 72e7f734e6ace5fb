package io.dlmone.io.pytorch;

import io.dlmone.error.UserException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the pickle of what {@code torch.save} writes: a closed list of the instructions of pickle protocol 2, over the
 * names of {@link Global}. Nothing is looked up by name in this program. Values are strings, Long, Double, Boolean,
 * {@link Marker}, {@link Tuple}, lists, {@link Global}, {@link StoredBytes}, {@link StoredTensor} and dictionaries with
 * strings and whole numbers as keys. A value may hold itself, and values may lie in each other as deep as a file likes:
 * nothing here goes down into them.
 */
final class Unpickler {

    private static final int DEEPEST = 10_000;
    private static final int LONGEST_NAME = 200;

    private static final Map<Class<?>, String> KINDS = Map.of(
            String.class, "a string",
            Long.class, "a whole number",
            Double.class, "a number",
            Boolean.class, "a boolean",
            Tuple.class, "a tuple",
            ArrayList.class, "a list",
            LinkedHashMap.class, "a dictionary",
            StoredBytes.class, "a storage",
            StoredTensor.class, "a tensor");

    private enum Marker {
        /** Where the items of a tuple or a dictionary begin. */
        MARK,
        /** Python's None. */
        NONE
    }

    /** A Python tuple. */
    private record Tuple(List<Object> items) {}

    private final ByteBuffer in;
    private final String where;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private Unpickler(byte[] bytes, String where) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.where = where;
    }

    /**
     * The value that a pickle makes.
     *
     * @throws UserException if it is cut off, or asks for anything else than such values
     */
    static Object run(byte[] bytes, String where) {
        try {
            return new Unpickler(bytes, where).run();
        } catch (BufferUnderflowException e) {
            throw CheckpointProblems.pickle(
                    where, "a whole pickle", "its end at byte " + bytes.length + ": it is cut off");
        }
    }

    private Object run() {
        if ((in.get() & 0xff) != 0x80) {
            throw CheckpointProblems.pickle(where, "a pickle", "something else");
        }
        int protocol = in.get();
        if (protocol != 2) {
            throw CheckpointProblems.pickle(
                    where, "pickle protocol 2, which torch.save writes", "protocol " + protocol);
        }
        while (true) {
            int code = in.get() & 0xff;
            if (code == '.') {
                return result();
            }
            step(code);
        }
    }

    private Object result() {
        if (stack.size() != 1 || in.hasRemaining()) {
            String found = stack.size() + " values and " + in.remaining() + " more bytes";
            throw CheckpointProblems.pickle(where, "one value at the end of the pickle", found);
        }
        return pop();
    }

    private void step(int code) {
        switch (code) {
            case '(' -> push(Marker.MARK);
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(sinceMark()));
            case 0x85 -> push(new Tuple(last(1)));
            case 0x86 -> push(new Tuple(last(2)));
            case 0x87 -> push(new Tuple(last(3)));
            case '}' -> push(new LinkedHashMap<Object, Object>());
            case 's' -> put(last(2));
            case 'u' -> put(sinceMark());
            case ']' -> push(new ArrayList<Object>());
            case 'a' -> append(last(1));
            case 'e' -> append(sinceMark());
            case 'K' -> push((long) (in.get() & 0xff));
            case 'M' -> push((long) (in.getShort() & 0xffff));
            case 'J' -> push((long) in.getInt());
            case 0x8a -> push(longInteger());
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
            case 'X' -> push(text());
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'N' -> push(Marker.NONE);
            case 'q' -> memo.put(in.get() & 0xff, peek());
            case 'r' -> memo.put(in.getInt(), peek());
            case 'h' -> push(recall(in.get() & 0xff));
            case 'j' -> push(recall(in.getInt()));
            case 'c' -> push(global());
            case 'R' -> reduce();
            case 'b' -> build();
            case 'Q' -> push(storage());
            case 0x8c, 0x93, 0x94, 0x95 ->
                throw CheckpointProblems.code(
                        where, "an instruction of pickle protocol 4, 0x" + Integer.toHexString(code));
            default ->
                throw CheckpointProblems.code(
                        where,
                        "the pickle instruction 0x" + Integer.toHexString(code) + " at byte " + (in.position() - 1));
        }
    }

    private void push(Object value) {
        if (stack.size() == DEEPEST) {
            throw CheckpointProblems.pickle(where, "at most " + DEEPEST + " values at a time", "more");
        }
        stack.add(value);
    }

    private Object peek() {
        if (stack.isEmpty()) {
            throw CheckpointProblems.pickle(where, "a value before byte " + in.position(), "none");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = peek();
        stack.remove(stack.size() - 1);
        return value;
    }

    private List<Object> last(int n) {
        if (stack.size() < n) {
            throw CheckpointProblems.pickle(where, n + " values before byte " + in.position(), "only " + stack.size());
        }
        return take(stack.size() - n);
    }

    private List<Object> sinceMark() {
        int mark = stack.lastIndexOf(Marker.MARK);
        if (mark < 0) {
            throw CheckpointProblems.pickle(where, "a mark before byte " + in.position(), "none");
        }
        List<Object> items = take(mark + 1);
        pop();
        return items;
    }

    private List<Object> take(int from) {
        List<Object> tail = stack.subList(from, stack.size());
        List<Object> items = List.copyOf(tail);
        tail.clear();
        return items;
    }

    private void put(List<Object> items) {
        Map<Object, Object> into = dictionary(peek());
        if (items.size() % 2 != 0) {
            throw CheckpointProblems.pickle(where, "a value for each key", "a key without one");
        }
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (!(key instanceof String) && !(key instanceof Long)) {
                throw CheckpointProblems.code(where, "a dictionary with " + kind(key) + " as a key");
            }
            if (into.put(key, items.get(i + 1)) != null) {
                throw CheckpointProblems.pickle(
                        where, "each name once", "'" + StateDictPickle.shown(key.toString()) + "' twice");
            }
        }
    }

    @SuppressWarnings("unchecked") // only this class makes the maps on its stack
    private Map<Object, Object> dictionary(Object value) {
        if (!(value instanceof Map)) {
            throw CheckpointProblems.pickle(where, "a dictionary before byte " + in.position(), kind(value));
        }
        return (Map<Object, Object>) value;
    }

    @SuppressWarnings("unchecked") // only this class makes the lists on its stack
    private void append(List<Object> items) {
        if (!(peek() instanceof ArrayList<?> list)) {
            throw CheckpointProblems.pickle(where, "a list before byte " + in.position(), kind(peek()));
        }
        ((List<Object>) list).addAll(items);
    }

    private long longInteger() {
        int n = in.get() & 0xff;
        if (n > Long.BYTES) {
            throw CheckpointProblems.pickle(where, "whole numbers of at most 8 bytes", "one of " + n);
        }
        long value = 0;
        for (int i = 0; i < n; i++) {
            long octet = i == n - 1 ? in.get() : in.get() & 0xff;
            value |= octet << 8 * i;
        }
        return value;
    }

    private String text() {
        int n = in.getInt();
        if (n < 0 || n > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer bytes = in.slice(in.position(), n);
        in.position(in.position() + n);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw CheckpointProblems.pickle(where, "strings in UTF-8", "bytes that are not");
        }
    }

    private Object recall(int key) {
        Object value = memo.get(key);
        if (value == null) {
            throw CheckpointProblems.pickle(where, "a value remembered as " + key, "none");
        }
        return value;
    }

    private Global global() {
        String name = line() + " " + line();
        return Global.of(name)
                .orElseThrow(() -> CheckpointProblems.code(where, "a reference to " + name.replace(' ', '.')));
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
            if (c < ' ' || c > '~' || line.length() == LONGEST_NAME) {
                throw CheckpointProblems.pickle(where, "the name of a module or of something in it", "something else");
            }
            line.append(c);
        }
        return line.toString();
    }

    private void reduce() {
        List<Object> both = last(2);
        List<Object> arguments = tuple(both.get(1), "the arguments of a call").items();
        Object called = both.get(0);
        if (called == Global.ORDERED_DICT && arguments.isEmpty()) {
            push(new LinkedHashMap<Object, Object>());
        } else if (called == Global.TENSOR && arguments.size() >= 6 && arguments.size() <= 7) {
            push(tensor(arguments));
        } else if (called == Global.TYPED_TENSOR && arguments.size() >= 7 && arguments.size() <= 8) {
            push(tensor(arguments));
        } else if (called == Global.PARAMETER
                && arguments.size() == 3
                && arguments.get(0) instanceof StoredTensor data) {
            push(data);
        } else {
            throw CheckpointProblems.code(
                    where, "a call of " + kind(called) + " with " + arguments.size() + " arguments");
        }
    }

    /** storage, offset, sizes, strides, whether gradients are wanted, hooks and, since 2.0, metadata. */
    private StoredTensor tensor(List<Object> arguments) {
        if (!(arguments.get(0) instanceof StoredBytes storage) || !(arguments.get(1) instanceof Long offset)) {
            throw CheckpointProblems.pickle(where, "a tensor over a storage", "one over " + kind(arguments.get(0)));
        }
        long[] sizes = numbers(arguments.get(2), "sizes");
        long[] strides = numbers(arguments.get(3), "strides");
        return StoredTensor.of(storage, offset, sizes, strides, where + ": a tensor of storage " + storage.key());
    }

    private long[] numbers(Object value, String what) {
        List<Object> items = tuple(value, what).items();
        long[] numbers = new long[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof Long number)) {
                throw CheckpointProblems.pickle(where, "whole numbers as " + what, kind(items.get(i)));
            }
            numbers[i] = number;
        }
        return numbers;
    }

    /** Attributes of a dictionary: module versions, which nothing here needs. */
    private void build() {
        List<Object> both = last(2);
        Map<Object, Object> attributes = dictionary(both.get(1));
        dictionary(both.get(0));
        if (!attributes.keySet().stream().allMatch("_metadata"::equals)) {
            throw CheckpointProblems.code(
                    where, "a dictionary with the attributes [" + StateDictPickle.some(attributes.keySet()) + "]");
        }
        push(both.get(0));
    }

    /** ('storage', type, key, device, number of elements). */
    private StoredBytes storage() {
        List<Object> id = tuple(pop(), "the name of a storage").items();
        if (id.size() != 5
                || !"storage".equals(id.get(0))
                || !(id.get(1) instanceof Global global)
                || global.elements().isEmpty()
                || !(id.get(2) instanceof String key)
                || !(id.get(3) instanceof String)
                || !(id.get(4) instanceof Long size)
                || size < 0
                || size > Long.MAX_VALUE / Long.BYTES) {
            throw CheckpointProblems.pickle(where, "the type, key, device and size of a storage", "something else");
        }
        return new StoredBytes(global.elements().get(), global.width(), key, size);
    }

    private Tuple tuple(Object value, String what) {
        if (value instanceof Tuple tuple) {
            return tuple;
        }
        throw CheckpointProblems.pickle(where, "a tuple for " + what, kind(value));
    }

    /** What a value is, in a word; what it holds is not looked at. */
    static String kind(Object value) {
        return value instanceof Enum<?> one ? one.name() : KINDS.getOrDefault(value.getClass(), "something else");
    }
}
