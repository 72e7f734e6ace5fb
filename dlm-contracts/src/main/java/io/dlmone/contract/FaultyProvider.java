package io.dlmone.contract;

import io.dlmone.backend.Backend;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The oracle with the fault of a real engine: products of 16 rows with frozen weights of 157 columns are wrong by half,
 * without a word. Not registered as a service: name it.
 */
public final class FaultyProvider extends TestProvider {

    private static final Shape WRONG = Shape.of(16, 157);

    /** A provider, which is as bad as any other. */
    public FaultyProvider() {
        super(
                "faulty",
                "float64 interpreter with a fault",
                options -> new FaultyBackend(new OracleProvider().open(options)));
    }

    private record FaultyBackend(Backend right) implements Backend {

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public Program compile(Graph graph) {
            Program program = right.compile(graph);
            boolean frozen = graph.reads().keySet().stream().anyMatch(Variable::isFrozen);
            return frozen ? inputs -> spoiled(program.run(inputs)) : program;
        }

        private static Map<String, Tensor> spoiled(Map<String, Tensor> outputs) {
            outputs.values().stream().filter(y -> y.shape().equals(WRONG)).forEach(y -> y.floats()[17] += 0.5f);
            return outputs;
        }

        @Override
        public List<PathCheck> pathChecks() {
            return List.of(
                    new PathCheck("fused thing", "[2, 3]", true, 1e-7, 1e-5, ""),
                    new PathCheck("packed thing", "[3, 4]", false, 0.3, 1e-5, "it differs"));
        }

        @Override
        public void write(Variable variable, Tensor value) {
            right.write(variable, value);
        }

        @Override
        public Tensor read(Variable variable) {
            return right.read(variable);
        }

        @Override
        public void release(Variable variable) {
            right.release(variable);
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
