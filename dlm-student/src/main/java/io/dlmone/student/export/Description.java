package io.dlmone.student.export;

import io.dlmone.Plugins;
import io.dlmone.backend.ProgramFormat;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.StudentNoise;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.tensor.DType;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** {@code export.json}: what code beside the file has to know to make its inputs and read its output. */
final class Description {

    private Description() {}

    static Map<String, Object> of(ModelExport export, ProgramFormat program, SourceTemplate template) {
        TeacherModel model = export.bundle().architecture();
        Tokenizer tokenizer = export.bundle().tokenizer();
        Vocabulary vocabulary = tokenizer.vocabulary();
        StudentNoise noise = export.bundle().generation().noise();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", program.name());
        all.put("file", program.fileName());
        all.put("role", export.bundle().role().id());
        all.put("batch", export.batch().orElse(0));
        all.put("length", model.length());
        all.put("width", model.width());
        all.put("tokenizer", tokenizer.name());
        all.put("unknown", vocabulary.id(Vocabulary.UNKNOWN));
        all.put("ends", new int[] {vocabulary.id(Vocabulary.SEPARATOR), vocabulary.id(Vocabulary.PAD)});
        all.put(
                "special",
                IntStream.range(0, vocabulary.size())
                        .filter(vocabulary::isSpecial)
                        .toArray());
        all.put("capacity", template.capacity());
        all.put("before", template.before());
        all.put("after", template.after());
        all.put("rest", template.rest());
        all.put("noise_codebook", noise.codebook());
        all.put("noise_shared", noise.shared());
        all.put("noise_dimensions", noise.dimensions() == 0 ? model.width() : noise.dimensions());
        all.put("noise_plane", noise.plane(model.width()));
        if (export.bundle().role() == Role.TEACHER) {
            all.putAll(sampling(export.bundle()));
        }
        return all;
    }

    /** A row for each step: its time, and the coefficients of {@link StepGraph}. */
    private static Map<String, Object> sampling(ModelBundle bundle) {
        NoiseSchedule path = bundle.architecture().schedule();
        GenerationConfig generation = bundle.generation();
        List<double[]> plan = SamplingPlan.of(Plugins.sampler(generation.sampler()), path, generation.steps()).stream()
                .map(s -> new double[] {
                    s.t(),
                    s.clean(),
                    s.previous(),
                    s.current(),
                    s.noise(),
                    generation.rounding().contains(s.t()) ? 1 : 0
                })
                .toList();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("start_scale", path.startScale());
        all.put("time", path.timeType() == DType.INT64 ? "int64" : "float32");
        all.put("top_p", generation.topP());
        all.put("plan", plan);
        return all;
    }
}
