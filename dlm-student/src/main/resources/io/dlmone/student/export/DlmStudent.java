import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts to the inputs of an exported student, and its tokens to texts. No dependencies. Thread-safe.
 *
 * <p>The noise is that of {@code dlm generate}, bit for bit: Philox 4x32-10 (Salmon et al. 2011) keyed by the seed,
 * counter (block, row, sample, stream); normal numbers by algorithm AS 241 (Wichura 1988) in float64.
 */
public final class DlmStudent {

    private static final String STREAM = "generate/noise";
    private static final String WHITE =
            "[\\x09-\\x0d\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
    private static final double[][] CENTRE = {
        {
            2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
            1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0
        },
        {
            5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
            5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0
        }
    };
    private static final double[][] TAIL = {
        {
            7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
            3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0
        },
        {
            1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
            6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0
        }
    };

    private final String config;
    private final List<String> tokens;
    private final Function<String, int[]> tokenize;
    private final Function<int[], String> detokenize;

    /** The inputs of the model, row after row: {@code draw} with a codebook, else {@code noise}. */
    public record Inputs(long[][] ids, long[] start, long[] draw, float[][][] noise) {}

    /** Reads {@code export.json} and {@code vocab.txt}; of a model whose tokenizer is {@code word}. */
    public DlmStudent(Path folder) throws IOException {
        this(folder, null);
    }

    /** @param tokenize gives the ids of a text; needed for other tokenizers than {@code word} */
    public DlmStudent(Path folder, Function<String, int[]> tokenize) throws IOException {
        this(folder, tokenize, null);
    }

    /**
     * @param tokenize gives the ids of a text
     * @param detokenize gives the text of ids; needed for other tokenizers than {@code word} and {@code wordpiece}
     */
    public DlmStudent(Path folder, Function<String, int[]> tokenize, Function<int[], String> detokenize)
            throws IOException {
        this.config = Files.readString(folder.resolve("export.json"));
        this.tokens = List.of(Files.readString(folder.resolve("vocab.txt")).split("\n", -1));
        this.tokenize = tokenize == null ? words() : tokenize;
        this.detokenize = detokenize == null ? this::joined : detokenize;
    }

    private Function<String, int[]> words() {
        if (!text("tokenizer").equals("word")) {
            throw new IllegalArgumentException("give a function of a " + text("tokenizer") + " tokenizer");
        }
        Map<String, Integer> ids = new HashMap<>();
        tokens.forEach(token -> ids.put(token, ids.size()));
        int unknown = integer("unknown");
        return text -> Arrays.stream(text.split(WHITE))
                .filter(word -> !word.isEmpty())
                .mapToInt(word -> ids.getOrDefault(word, unknown))
                .toArray();
    }

    /**
     * @param first position of the first text among all
     * @param sample counts from 0
     */
    public Inputs inputs(List<String> texts, long seed, int first, int sample) {
        int n = texts.size();
        Inputs in = new Inputs(new long[n][], new long[n], new long[n], new float[n][][]);
        double[] before = numbers("before");
        double[] after = numbers("after");
        double[] rest = numbers("rest");
        for (int i = 0; i < n; i++) {
            int[] source = tokenize.apply(texts.get(i));
            source = Arrays.copyOf(source, Math.min(source.length, integer("capacity")));
            List<Long> row = new ArrayList<>();
            Arrays.stream(before).forEach(id -> row.add((long) id));
            Arrays.stream(source).forEach(id -> row.add((long) id));
            Arrays.stream(after).forEach(id -> row.add((long) id));
            in.start[i] = row.size();
            Arrays.stream(rest).forEach(id -> row.add((long) id));
            in.ids[i] = row.stream().limit(integer("length")).mapToLong(id -> id).toArray();
            if (integer("noise_codebook") > 0) {
                in.draw[i] = draw(seed, first + i, sample);
            } else {
                in.noise[i] = noise(seed, first + i, sample);
            }
        }
        return in;
    }

    /** Which vectors of the codebook a text is written from. */
    public long draw(long seed, int row, int sample) {
        double u = unit(words(seed, row, 0, 1)[0]);
        return ((long) (u * Integer.MAX_VALUE) + sample) % integer("noise_codebook");
    }

    /** The noise of a text, {@code [length][width]}. */
    public float[][] noise(long seed, int row, int sample) {
        int length = integer("length");
        int width = integer("width");
        int n = integer("noise_dimensions");
        double[] plane = numbers("noise_plane");
        double own = Math.sqrt(1 - numbers("noise_shared")[0]);
        double common = Math.sqrt(numbers("noise_shared")[0]);
        int each = own == 0 ? 0 : length * n;
        int[] drawn = words(seed, row, sample, each + (common == 0 ? 0 : n));
        float[][] noise = new float[length][width];
        for (int p = 0; p < length; p++) {
            double[] sums = new double[width];
            for (int k = 0; k < n; k++) {
                double mine = own == 0 ? 0 : own * (float) quantile(unit(drawn[p * n + k]));
                float z = (float) (mine + (common == 0 ? 0 : common * (float) quantile(unit(drawn[each + k]))));
                if (plane.length == 0) {
                    sums[k] = z;
                }
                for (int j = 0; j < width && plane.length > 0; j++) {
                    sums[j] += (double) z * (float) plane[k * width + j];
                }
            }
            for (int j = 0; j < width; j++) {
                noise[p][j] = (float) sums[j];
            }
        }
        return noise;
    }

    /** The texts that the model's output holds. */
    public List<String> texts(long[][] output, Inputs inputs) {
        List<String> texts = new ArrayList<>();
        List<Double> ends = Arrays.stream(numbers("ends")).boxed().toList();
        List<Double> special = Arrays.stream(numbers("special")).boxed().toList();
        for (int i = 0; i < output.length; i++) {
            List<Integer> words = new ArrayList<>();
            for (int p = (int) inputs.start[i]; p < output[i].length && !ends.contains((double) output[i][p]); p++) {
                if (!special.contains((double) output[i][p])) {
                    words.add((int) output[i][p]);
                }
            }
            texts.add(detokenize.apply(
                    words.stream().mapToInt(Integer::intValue).toArray()));
        }
        return texts;
    }

    private String joined(int[] ids) {
        String text = String.join(" ", Arrays.stream(ids).mapToObj(tokens::get).toList());
        return text("tokenizer").equals("word")
                ? text.replace("__ ", "").replace("@@ ", "")
                : text.replace(" ##", "");
    }

    /** The first n words of 32 bits of a draw. */
    private static int[] words(long seed, int row, int sample, int n) {
        int name = 0x811C9DC5;
        for (byte b : STREAM.getBytes(StandardCharsets.UTF_8)) {
            name = (name ^ b & 0xFF) * 0x01000193;
        }
        int[] out = new int[(n + 3) / 4 * 4];
        for (int block = 0; 4 * block < n; block++) {
            int[] c = {block, row, sample, name};
            int k0 = (int) seed;
            int k1 = (int) (seed >>> 32);
            for (int round = 0; round < 10; round++) {
                long p0 = 0xD2511F53L * (c[0] & 0xFFFFFFFFL);
                long p1 = 0xCD9E8D57L * (c[2] & 0xFFFFFFFFL);
                c = new int[] {(int) (p1 >>> 32) ^ c[1] ^ k0, (int) p1, (int) (p0 >>> 32) ^ c[3] ^ k1, (int) p0};
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }
            System.arraycopy(c, 0, out, 4 * block, 4);
        }
        return out;
    }

    private static double unit(int word) {
        return ((word & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    }

    private static double quantile(double p) {
        double q = p - 0.5;
        if (Math.abs(q) <= 0.425) {
            double r = 0.180625 - q * q;
            return q * (horner(CENTRE[0], r) / horner(CENTRE[1], r));
        }
        double r = StrictMath.sqrt(-StrictMath.log(p < 0.5 ? p : 1 - p)) - 1.6;
        double z = horner(TAIL[0], r) / horner(TAIL[1], r);
        return p < 0.5 ? -z : z;
    }

    private static double horner(double[] coefficients, double x) {
        double value = 0;
        for (double c : coefficients) {
            value = value * x + c;
        }
        return value;
    }

    private String text(String key) {
        Matcher found = Pattern.compile("\"" + key + "\" : \"?([^\"\\[]*?|\\[[^\\]]*\\])\"?,?\\r?\\n").matcher(config);
        if (!found.find()) {
            throw new IllegalArgumentException("export.json has no " + key);
        }
        return found.group(1);
    }

    private int integer(String key) {
        return Integer.parseInt(text(key));
    }

    private double[] numbers(String key) {
        return Arrays.stream(text(key).split("[\\[\\], ]+"))
                .filter(number -> !number.isBlank())
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
