import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

final class Onnx {

    public static void main(String[] args) throws Exception {
        DlmStudent student = new DlmStudent(Path.of("."));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        List<String> sources = Files.readAllLines(Path.of("sources.txt"));
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        try (OrtSession session = environment.createSession("model.onnx", options)) {
            for (int first = 0; first < sources.size(); first += 24) {
                DlmStudent.Inputs in =
                        student.inputs(sources.subList(first, Math.min(first + 24, sources.size())), 5, first, 2);
                HashMap<String, OnnxTensor> feed = new HashMap<>();
                feed.put("ids", OnnxTensor.createTensor(environment, in.ids()));
                feed.put("start", OnnxTensor.createTensor(environment, in.start()));
                if (session.getInputNames().contains("draw")) {
                    feed.put("draw", OnnxTensor.createTensor(environment, in.draw()));
                } else {
                    feed.put("noise", OnnxTensor.createTensor(environment, in.noise()));
                }
                for (long[] row : (long[][]) session.run(feed).get(0).getValue()) {
                    System.out.println(
                            Arrays.stream(row).mapToObj(Long::toString).collect(Collectors.joining(" ")));
                }
            }
        }
    }
}
