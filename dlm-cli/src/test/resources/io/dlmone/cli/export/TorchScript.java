import ai.djl.Model;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.NoopTranslator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

final class TorchScript {

    public static void main(String[] args) throws Exception {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        DlmStudent student = new DlmStudent(Path.of("."));
        List<String> sources = Files.readAllLines(Path.of("sources.txt"));
        try (Model model = Model.newInstance("model", "PyTorch")) {
            model.load(Path.of("."));
            var predictor = model.newPredictor(new NoopTranslator());
            for (int first = 0; first < sources.size(); first += 24) {
                DlmStudent.Inputs in =
                        student.inputs(sources.subList(first, Math.min(first + 24, sources.size())), 5, first, 2);
                try (NDManager manager = model.getNDManager().newSubManager()) {
                    NDList feed = new NDList(manager.create(in.ids()), manager.create(in.start()));
                    if (in.noise()[0] == null) {
                        feed.add(manager.create(in.draw()));
                    } else {
                        feed.add(NDArrays.stack(
                                new NDList(Arrays.stream(in.noise()).map(manager::create).toList())));
                    }
                    long[] tokens = predictor.predict(feed).get(0).toLongArray();
                    int length = in.ids()[0].length;
                    for (int i = 0; i < tokens.length; i++) {
                        System.out.print(tokens[i] + (i % length == length - 1 ? "\n" : " "));
                    }
                }
            }
        }
    }
}
