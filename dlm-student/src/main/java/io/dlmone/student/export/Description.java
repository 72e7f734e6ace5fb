package io.dlmone.student.export;

import io.dlmone.backend.ProgramFormat;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.StudentNoise;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.LinkedHashMap;
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
        return all;
    }
}
