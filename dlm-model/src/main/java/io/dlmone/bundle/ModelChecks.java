package io.dlmone.bundle;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Int8Weights;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.objective.Setting;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the parts of a model fit each other. */
final class ModelChecks {

    static final int SHOWN = 20;

    private static final String REMEDY = "Take config.json and model.safetensors of the same model.";

    private ModelChecks() {}

    /** All that is wrong with a model. */
    static List<Problem> check(ModelBundle bundle, String where) {
        List<Problem> problems = new ArrayList<>(weights(bundle.architecture(), bundle.weights(), where));
        problems.addAll(vocabulary(bundle.architecture(), bundle.tokenizer().vocabulary(), where));
        double weights = bundle.generation().ngramWeight() + bundle.generation().slotWeight();
        if (weights > 0 && bundle.ngrams().isEmpty()) {
            problems.add(key(where, "ngram_weight, slot_weight", "0 in a model without n-grams", weights));
        }
        return problems;
    }

    /** Tensors that are missing, of another type or shape, or floats that are not the architecture's. */
    static List<Problem> weights(TeacherModel architecture, Map<String, Tensor> weights, String where) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Tensor> left = new LinkedHashMap<>(weights);
        for (ParameterSpec spec : architecture.parameters()) {
            Tensor tensor = left.remove(spec.name());
            String at = where + ": tensor " + spec.name();
            String expected = DType.FLOAT32 + " " + spec.shape();
            if (tensor == null) {
                problems.add(new Problem(ErrorId.MODEL_5, at, expected, "no such tensor of floats", REMEDY));
            } else if (tensor.type() == DType.INT8 && tensor.shape().equals(spec.shape())) {
                Optional<Tensor> scales = Optional.ofNullable(left.remove(Int8Weights.scaleOf(spec.name())));
                if (greatest(tensor) > Int8Weights.GREATEST) {
                    problems.add(new Problem(
                            ErrorId.MODEL_7,
                            at,
                            "whole numbers from -" + Int8Weights.GREATEST + " to " + Int8Weights.GREATEST,
                            greatest(tensor) + " in magnitude",
                            REMEDY));
                }
                problems.addAll(scales(tensor, scales, where + ": tensor " + Int8Weights.scaleOf(spec.name())));
            } else if (tensor.type() != DType.FLOAT32 || !tensor.shape().equals(spec.shape())) {
                problems.add(new Problem(ErrorId.MODEL_7, at, expected, tensor.type() + " " + tensor.shape(), REMEDY));
            }
        }
        left.values().removeIf(tensor -> tensor.type() != DType.FLOAT32);
        left.forEach((name, tensor) -> problems.add(new Problem(
                ErrorId.MODEL_6,
                where + ": tensor " + name,
                "only the tensors of a " + architecture.family() + " model",
                tensor.type() + " " + tensor.shape(),
                REMEDY)));
        if (problems.size() <= SHOWN) {
            return problems;
        }
        List<Problem> first = new ArrayList<>(problems.subList(0, SHOWN));
        first.add(new Problem(
                ErrorId.MODEL_9,
                where,
                "the tensors of this model",
                problems.size() - SHOWN + " more problems",
                REMEDY));
        return first;
    }

    private static int greatest(Tensor numbers) {
        int greatest = 0;
        for (byte number : numbers.bytes()) {
            greatest = Math.max(greatest, Math.abs((int) number));
        }
        return greatest;
    }

    /** Scales of a weight in 8 bits that are missing, or none above 0 for each row or each column. */
    private static List<Problem> scales(Tensor weight, Optional<Tensor> scales, String at) {
        boolean matrix = weight.shape().rank() == 2;
        String expected = matrix
                ? DType.FLOAT32 + " " + Int8Weights.scaleShape(weight.shape(), 0) + " or "
                        + Int8Weights.scaleShape(weight.shape(), 1)
                : "a matrix, as all weights in 8 bits are";
        String found = scales.map(t -> t.type() + " " + t.shape()).orElse("no such tensor of floats");
        if (!matrix || scales.filter(t -> isScaleOf(weight.shape(), t)).isEmpty()) {
            return List.of(new Problem(ErrorId.MODEL_7, at, expected, found, REMEDY));
        }
        for (float scale : scales.get().floats()) {
            if (!(scale > 0)) {
                return List.of(new Problem(ErrorId.MODEL_7, at, "numbers above 0", String.valueOf(scale), REMEDY));
            }
        }
        return List.of();
    }

    private static boolean isScaleOf(Shape weight, Tensor scales) {
        return scales.type() == DType.FLOAT32
                && (scales.shape().equals(Int8Weights.scaleShape(weight, 0))
                        || scales.shape().equals(Int8Weights.scaleShape(weight, 1)));
    }

    /** A vocabulary that is not as long as the embedding table. */
    static List<Problem> vocabulary(TeacherModel architecture, Vocabulary vocabulary, String where) {
        int rows = architecture.vocabulary();
        return vocabulary.size() == rows
                ? List.of()
                : List.of(new Problem(
                        ErrorId.MODEL_8,
                        where,
                        rows + " tokens, one for each row of the embedding table",
                        vocabulary.size() + " tokens",
                        "Give the vocabulary that the model was trained with."));
    }

    /**
     * Another role's sampler, steps and times outside the noise schedule, noise of more dimensions than embeddings
     * have.
     */
    static List<Problem> generation(TeacherModel architecture, Role role, GenerationConfig generation, String where) {
        List<Problem> problems = new ArrayList<>();
        boolean student = role == Role.STUDENT;
        if (student != GenerationConfig.isStudents(generation.sampler())) {
            String students = String.join(", ", GenerationConfig.STUDENTS);
            problems.add(key(
                    where,
                    "sampler",
                    student
                            ? "one of " + students + ", because the model is a student"
                            : "a teacher's sampler, none of " + students,
                    generation.sampler()));
        }
        if (generation.isFused() && !architecture.readsByCall()) {
            String expected = "not this, because this family reads tokens without a call of its own";
            problems.add(key(where, "sampler", expected, generation.sampler()));
        }
        NoiseSchedule path = architecture.schedule();
        if (generation.isFused() && generation.steps() != 1) {
            problems.add(key(where, "steps", "1, because tokens are read in that call", generation.steps()));
        }
        if (generation.steps() > path.maxCalls()) {
            problems.add(key(where, "steps", "1 to " + path.maxCalls(), generation.steps()));
        }
        if (!path.contains(generation.initialTime())) {
            problems.add(key(where, "initial_time", path.times(), Setting.text(generation.initialTime())));
        }
        if (!architecture.rounds() && !generation.rounding().equals(RoundingTimes.NEVER)) {
            String expected = "false, because this family has no embedding table to round to";
            problems.add(key(where, "round", expected, generation.rounding()));
        }
        int width = architecture.width();
        if (generation.noise().dimensions() > width) {
            problems.add(key(
                    where,
                    "noise_dimensions",
                    "0 to " + width,
                    generation.noise().dimensions()));
        }
        return problems;
    }

    /** A key of a JSON file that is missing or wrong. */
    static Problem key(String where, String key, String expected, Object found) {
        return new Problem(
                ErrorId.MODEL_4,
                where + ": key " + key,
                expected,
                found == null ? "nothing" : "" + found,
                "Correct the key.");
    }
}
