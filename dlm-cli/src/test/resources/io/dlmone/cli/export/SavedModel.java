import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

final class SavedModel {

    public static void main(String[] args) throws Exception {
        DlmStudent student = new DlmStudent(Path.of("."));
        List<String> sources = Files.readAllLines(Path.of("sources.txt"));
        try (SavedModelBundle model = SavedModelBundle.load(".", "serve")) {
            for (int first = 0; first < sources.size(); first += 24) {
                DlmStudent.Inputs in =
                        student.inputs(sources.subList(first, Math.min(first + 24, sources.size())), 5, first, 2);
                HashMap<String, Tensor> feed = new HashMap<>();
                feed.put("ids", TInt64.tensorOf(StdArrays.ndCopyOf(in.ids())));
                feed.put("start", TInt64.tensorOf(StdArrays.ndCopyOf(in.start())));
                if (in.noise()[0] == null) {
                    feed.put("draw", TInt64.tensorOf(StdArrays.ndCopyOf(in.draw())));
                } else {
                    feed.put("noise", TFloat32.tensorOf(StdArrays.ndCopyOf(in.noise())));
                }
                TInt64 tokens = (TInt64) model.call(feed).get("tokens").get();
                for (long[] row : StdArrays.array2dCopyOf(tokens)) {
                    System.out.println(
                            Arrays.stream(row).mapToObj(Long::toString).collect(Collectors.joining(" ")));
                }
            }
        }
    }
}
