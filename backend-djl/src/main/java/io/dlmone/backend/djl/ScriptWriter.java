package io.dlmone.backend.djl;

import io.dlmone.backend.Precision;
import io.dlmone.backend.Probe;
import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Writes the statements of one script, and knows the names that values have there. With {@link Precision#BF16} a value
 * may exist in float32, in bfloat16 or in both; the form that is missing is written when it is asked for. Leaves and
 * views are written when they are asked for.
 */
final class ScriptWriter {

    /** PyTorch's number for bfloat16 in {@code torch.to}. */
    private static final int BFLOAT16 = 15;

    private final Fusion fusion;
    private final MemoryReuse storage;
    private final boolean halves;
    private final boolean packs;
    private final Predicate<Probe> trusted;
    private final Optional<FreeRows> file;
    private final StringBuilder body = new StringBuilder();
    private final Map<Value, String> full = new HashMap<>();
    private final Map<Value, String> half = new HashMap<>();
    private final Map<String, Integer> fed = new LinkedHashMap<>();
    private final Map<Variable, Integer> variables = new LinkedHashMap<>();
    private final Map<Tensor, Integer> constants = new LinkedHashMap<>();
    private final Map<String, Integer> prepared = new LinkedHashMap<>();
    private int names;

    /**
     * @param packs whether frozen weights are held a second time in the order in which products read them; not for
     *     training, where memory is short and no gain was seen
     * @param trusted which special paths are used
     * @param file for a file, whose inputs are arguments of their own names, which values grow with a batch
     */
    ScriptWriter(
            Fusion fusion,
            MemoryReuse storage,
            Precision precision,
            boolean packs,
            Predicate<Probe> trusted,
            Optional<FreeRows> file) {
        this.fusion = fusion;
        this.storage = storage;
        this.halves = precision == Precision.BF16;
        this.packs = packs;
        this.trusted = trusted;
        this.file = file;
    }

    Fusion fusion() {
        return fusion;
    }

    MemoryReuse storage() {
        return storage;
    }

    /** Whether products are in bfloat16 where that is trusted. */
    boolean halves() {
        return halves;
    }

    /** Whether a special path is to be used. */
    boolean trusts(Probe probe) {
        return trusted.test(probe);
    }

    /** The statements written so far. */
    String body() {
        return body.toString();
    }

    /** The inputs read, in the order of the script's first argument. */
    List<String> fed() {
        return List.copyOf(fed.keySet());
    }

    /** The variables read or assigned, in the order of the script's second argument. */
    List<Variable> variables() {
        return List.copyOf(variables.keySet());
    }

    /** The constants that are attributes {@code c0}, {@code c1}, … of the script. */
    List<Tensor> constants() {
        return List.copyOf(constants.keySet());
    }

    /** What is made once from frozen variables: the elements of the script's third argument. */
    List<String> preparations() {
        return List.copyOf(prepared.keySet());
    }

    void statement(String text) {
        body.append("    ").append(text).append('\n');
    }

    /** A new name for what an expression gives. */
    String emit(String expression) {
        String name = fresh();
        statement(name + " = " + expression);
        return name;
    }

    /** A name that nothing else has. */
    String fresh() {
        return "t" + names++;
    }

    /** Binds a value to what an expression gives. */
    void define(Value v, String expression) {
        full.put(v, emit(expression));
    }

    /** Binds a value to a name. */
    void bind(Value v, String name) {
        full.put(v, name);
    }

    /** Binds a value to an expression that is in the precision of products. */
    void defineProduct(Value v, String expression) {
        bindProduct(v, emit(expression));
    }

    void bindProduct(Value v, String name) {
        (halves ? half : full).put(v, name);
    }

    /** A value in the precision of products. */
    String factor(Value v) {
        return halves ? half(v) : full(v);
    }

    /** Whether a value is there in bfloat16 only. */
    boolean isHalf(Value v) {
        if (fusion.isView(v) && !full.containsKey(v)) {
            return half.containsKey(v) || isHalf(v.node().input(0));
        }
        return half.containsKey(v) && !full.containsKey(v);
    }

    /** A value in whichever floating point form it is there. */
    String any(Value v) {
        return isHalf(v) ? half(v) : full(v);
    }

    /** A value in its own element type. */
    String full(Value v) {
        String known = full.get(v);
        if (known == null) {
            if (isHalf(v)) {
                known = emit(Expression.of("torch.to(%s, %d)", half(v), code(DType.FLOAT32)));
            } else {
                known = v.node().op().isLeaf()
                        ? leaf(v)
                        : view(v.node(), full(v.node().input(0)));
            }
            full.put(v, known);
        }
        return known;
    }

    /** A value in bfloat16. */
    String half(Value v) {
        String known = half.get(v);
        if (known == null) {
            Optional<Variable> frozen = frozen(v);
            if (frozen.isPresent()) {
                known = emit(prepare(Expression.of("torch.to(%s, %d)", variable(frozen.get()), BFLOAT16)));
            } else if (fusion.isView(v)) {
                known = view(v.node(), half(v.node().input(0)));
            } else {
                known = emit(Expression.of("torch.to(%s, %d)", full(v), BFLOAT16));
            }
            half.put(v, known);
        }
        return known;
    }

    /** Whether the second factor of a product is a weight that is held in the order in which the product reads it. */
    boolean isPacked(Value v) {
        return packs
                && v.node().op() == Op.TRANSPOSE
                && frozen(v.node().input(0)).isPresent();
    }

    /** The second factor of a product with so many rows, transposed, as {@code linear} wants it. */
    String weight(Value v, int rows) {
        if (!isPacked(v)) {
            return ProductRules.transposed(factor(v));
        }
        String plain = variable(frozen(v.node().input(0)).orElseThrow());
        String cast = halves ? Expression.of("torch.to(%s, %d)", plain, BFLOAT16) : plain;
        return prepare(Expression.of("self.pack(%s, %d)", cast, rows));
    }

    /** The expression of what another makes once. */
    private String prepare(String expression) {
        return Expression.of("f[%d]", prepared.computeIfAbsent(expression, e -> prepared.size()));
    }

    private static Optional<Variable> frozen(Value v) {
        return v.node().op() != Op.VARIABLE
                ? Optional.empty()
                : Optional.of(v.node().attributes().object("variable", Variable.class))
                        .filter(Variable::isFrozen);
    }

    /** The number itself where the value is a constant one, else the value in its own element type. */
    String number(Value v) {
        return Fusion.literal(v).map(d -> Double.toString(d)).orElseGet(() -> full(v));
    }

    /** The expression of a variable. */
    String variable(Variable v) {
        return Expression.of("v[%d]", variables.computeIfAbsent(v, x -> variables.size()));
    }

    private String leaf(Value v) {
        return switch (v.node().op()) {
            case INPUT -> {
                String name = v.node().attributes().object("name", String.class);
                int number = fed.computeIfAbsent(name, n -> fed.size());
                yield file.isPresent() ? name : emit(Expression.of("x[%d]", number));
            }
            case VARIABLE -> emit(variable(v.node().attributes().object("variable", Variable.class)));
            default -> {
                Tensor value = v.node().attributes().object("value", Tensor.class);
                yield emit(Expression.of("self.c%d", constants.computeIfAbsent(value, c -> constants.size())));
            }
        };
    }

    private String view(Node n, String of) {
        return switch (n.op()) {
            case RESHAPE -> emit(Expression.of("torch.reshape(%s, %s)", of, shape(n.output())));
            case EXPAND -> emit(Expression.of("torch.expand(%s, %s)", of, shape(n.output())));
            case TRANSPOSE ->
                emit(Expression.of(
                        "torch.permute(%s, %s)", of, integers(n.attributes().integers("perm"))));
            case SLICE ->
                emit(Expression.of(
                        "torch.slice(%s, %d, %d, %d, 1)",
                        of,
                        n.attributes().integer("axis"),
                        n.attributes().integer("start"),
                        n.attributes().integer("end")));
            default -> of;
        };
    }

    /** The shape that a value is brought to; -1 for an axis of any size, along which an expansion leaves it. */
    String shape(Value v) {
        return integers(file.orElse(FreeRows.NONE).dims(v));
    }

    static String shape(Shape shape) {
        return integers(shape.dims());
    }

    static String integers(int... values) {
        return values.length == 0
                ? "annotate(List[int], [])"
                : Arrays.stream(values).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    /** PyTorch's number for an element type. */
    static int code(DType type) {
        return switch (type) {
            case FLOAT32 -> 6;
            case INT64 -> 4;
            case BOOL -> 11;
            case INT8 -> 1;
        };
    }
}
