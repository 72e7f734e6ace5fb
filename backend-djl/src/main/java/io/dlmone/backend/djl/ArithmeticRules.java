package io.dlmone.backend.djl;

import io.dlmone.backend.djl.Fusion.Sum;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Elementwise arithmetic, in place where the memory of an input is free. */
final class ArithmeticRules {

    private ArithmeticRules() {}

    static void unary(ScriptWriter to, Node n) {
        String name = n.op() == Op.NOT ? "logical_not" : n.op().name().toLowerCase(Locale.ROOT);
        Optional<Value> target = OperatorRules.isElementwise(n.op())
                ? to.storage().overwritten(n, List.of(n.input(0)))
                : Optional.empty();
        String underscore = target.isPresent() ? "_" : "";
        to.define(n.output(), Expression.of("torch.%s%s(%s)", name, underscore, to.full(n.input(0))));
    }

    /**
     * A number goes second where it can; otherwise it is a tensor like any other. A bfloat16 value beside a float32 one
     * is converted on the way, unless one of them is a scalar, which would not count.
     */
    static void binary(ScriptWriter to, Node n, String name) {
        boolean commutes = n.op() == Op.ADD || n.op() == Op.MUL;
        Value a = n.input(0);
        Value b = n.input(1);
        boolean numberFirst = Fusion.literal(a).isPresent();
        List<Value> targets = commutes ? List.of(a, b) : List.of(a);
        Value target = to.storage().overwritten(n, targets).orElse(null);
        boolean swapped = commutes && (numberFirst || target == b);
        Value first = swapped ? b : a;
        Value second = swapped ? a : b;
        boolean scalar = first.shape().rank() == 0 || second.shape().rank() == 0;
        boolean mixed = !scalar && target == null && !to.isHalf(second);
        String x = mixed ? to.any(first) : to.full(first);
        String y = scalar ? to.number(second) : to.any(second);
        to.define(n.output(), Expression.of("torch.%s%s(%s, %s)", name, target == null ? "" : "_", x, y));
    }

    static void where(ScriptWriter to, Node n) {
        Value condition = n.input(0);
        Value a = n.input(1);
        Value b = n.input(2);
        String out = to.storage()
                .overwritten(n, List.of(b, a))
                .map(v -> ", out=" + to.full(v))
                .orElse("");
        to.define(
                n.output(),
                Expression.of("torch.where(%s, %s, %s%s)", to.full(condition), to.full(a), to.full(b), out));
    }

    static void sum(ScriptWriter to, Node n, Sum s) {
        String underscore = to.storage().overwritten(n, List.of(s.addend())).isPresent() ? "_" : "";
        String addend = to.full(s.addend());
        boolean promotes = s.b() == null && s.addend().shape().rank() > 0;
        String a = promotes ? to.any(s.a()) : to.full(s.a());
        String scale = Double.toString(s.scale());
        to.define(
                n.output(),
                s.b() == null
                        ? Expression.of("torch.add%s(%s, %s, alpha=%s)", underscore, addend, a, scale)
                        : Expression.of(
                                "torch.addcmul%s(%s, %s, %s, value=%s)", underscore, addend, a, to.full(s.b()), scale));
    }
}
