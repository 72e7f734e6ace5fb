package io.dlmone.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dlmone.Plugins;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.JsonFault;
import io.dlmone.io.JsonFile;
import io.dlmone.io.Safetensors;
import io.dlmone.io.StateNames;
import io.dlmone.model.TeacherModel;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.nn.Int8Weights;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.objective.StudentNoise;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.tokenizer.VocabularyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one model and collects every problem of its files. */
final class ModelReader {

    private static final int LARGEST_TEXT = 1 << 20;
    private static final Set<String> GENERATION_KEYS = Set.of(
            "sampler",
            "steps",
            "round",
            "initial_time",
            "noise_codebook",
            "noise_shared",
            "noise_dimensions",
            "top_p",
            "noise_scale",
            "guidance",
            "ngram_weight",
            "slot_weight");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ModelSource source;
    private final List<Problem> problems = new ArrayList<>();

    ModelReader(ModelSource source) {
        this.source = source;
    }

    ModelBundle read() {
        return read(() ->
                open(ModelDirectory.WEIGHTS, in -> unwrapped(Safetensors.read(in, where(ModelDirectory.WEIGHTS)))));
    }

    /** With weights from elsewhere, which gives null where there are none. */
    ModelBundle read(Supplier<Map<String, Tensor>> given) {
        Map<String, Object> config = json(ModelDirectory.CONFIG);
        Map<String, Object> generationKeys = json(ModelDirectory.GENERATION);
        Tokenizer tokenizer = config == null ? overVocabulary("word") : tokenizer(config);
        Vocabulary vocabulary = tokenizer == null ? null : tokenizer.vocabulary();
        Map<String, Tensor> weights = given.get();
        TeacherModel architecture = config == null ? null : architecture(config);
        Role role = config == null ? null : role(config);
        GenerationConfig generation = generationKeys == null ? null : generation(generationKeys);
        if (architecture != null && weights != null) {
            problems.addAll(ModelChecks.weights(architecture, weights, where(ModelDirectory.WEIGHTS)));
            weights.keySet()
                    .retainAll(architecture.parameters().stream()
                            .map(ParameterSpec::name)
                            .flatMap(name -> Stream.of(name, Int8Weights.scaleOf(name)))
                            .collect(Collectors.toSet()));
            problems.addAll(FiniteTensors.problems(weights, where(ModelDirectory.WEIGHTS)));
        }
        if (architecture != null && vocabulary != null) {
            problems.addAll(ModelChecks.vocabulary(architecture, vocabulary, where(tokenFile(tokenizer))));
        }
        if (architecture != null && role != null && generation != null) {
            problems.addAll(ModelChecks.generation(architecture, role, generation, where(ModelDirectory.GENERATION)));
        }
        int before = problems.size();
        Optional<NgramModel> ngrams = vocabulary == null ? Optional.empty() : ngrams(vocabulary.size());
        boolean weighed = generation != null && generation.ngramWeight() + generation.slotWeight() > 0;
        if (weighed && vocabulary != null && ngrams.isEmpty() && problems.size() == before) {
            problems.add(new Problem(
                    ErrorId.MODEL_2,
                    where(ModelDirectory.NGRAMS),
                    "the n-grams that ngram_weight and slot_weight in " + ModelDirectory.GENERATION + " weighs",
                    "none",
                    "Give the file, or take the key away."));
        }
        String card = card();
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return new ModelBundle(architecture, tokenizer, weights, role, generation, ngrams, card);
    }

    /** The tensors by the names that they have without a wrapper round the network. */
    private static Map<String, Tensor> unwrapped(Safetensors file) {
        int prefix = StateNames.prefix(file.tensors().keySet()).length();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.tensors().forEach((name, tensor) -> tensors.put(name.substring(prefix), tensor));
        return tensors;
    }

    private TeacherModel architecture(Map<String, Object> config) {
        String family = string(config, ModelDirectory.FAMILY, "the name of a teacher family", ModelDirectory.CONFIG);
        if (family == null) {
            return null;
        }
        Map<String, Object> own = new LinkedHashMap<>(config);
        own.keySet().removeAll(ModelDirectory.OWN_KEYS);
        return located(ModelDirectory.CONFIG, () -> {
            TeacherModel model = Plugins.family(family).create(own);
            model.parameters();
            return model;
        });
    }

    private Role role(Map<String, Object> config) {
        List<String> ids = Arrays.stream(Role.values()).map(Role::id).toList();
        Object found = config.get(ModelDirectory.ROLE);
        if (!(found instanceof String id) || !ids.contains(id)) {
            problems.add(ModelChecks.key(where(ModelDirectory.CONFIG), ModelDirectory.ROLE, "one of " + ids, found));
            return null;
        }
        return Role.values()[ids.indexOf(id)];
    }

    /** Null if there is none, or one that cannot be used; its vocabulary is looked at even if its name is wrong. */
    private Tokenizer tokenizer(Map<String, Object> config) {
        String name = string(config, ModelDirectory.TOKENIZER, "the name of a tokenizer", ModelDirectory.CONFIG);
        String known = name == null
                ? null
                : located(ModelDirectory.CONFIG, () -> {
                    Tokenizers.check(name);
                    return name;
                });
        if (known == null || Tokenizers.isOverVocabulary(known)) {
            return overVocabulary(known == null ? "word" : known);
        }
        return open(ModelDirectory.TOKENS, in -> Plugins.tokenizer(known)
                .read(
                        JsonFile.bytes(in, where(ModelDirectory.TOKENS), "a tokenizer.json"),
                        where(ModelDirectory.TOKENS)));
    }

    private Tokenizer overVocabulary(String name) {
        return open(
                ModelDirectory.VOCABULARY,
                in -> Tokenizers.named(name, VocabularyFile.read(in, where(ModelDirectory.VOCABULARY))));
    }

    private static String tokenFile(Tokenizer tokenizer) {
        return tokenizer.json().isPresent() ? ModelDirectory.TOKENS : ModelDirectory.VOCABULARY;
    }

    private GenerationConfig generation(Map<String, Object> keys) {
        int before = problems.size();
        String where = where(ModelDirectory.GENERATION);
        String sampler = string(keys, "sampler", "the name of a sampler", ModelDirectory.GENERATION);
        if (!(keys.get("steps") instanceof Integer steps && steps >= 1)) {
            problems.add(ModelChecks.key(where, "steps", "a whole number from 1 on", keys.get("steps")));
        }
        if (!(keys.get("initial_time") instanceof Number time && time.doubleValue() >= 0)) {
            problems.add(ModelChecks.key(where, "initial_time", "a number from 0 on", keys.get("initial_time")));
        }
        Optional<RoundingTimes> rounding = GenerationConfig.rounding(keys.get("round"));
        if (rounding.isEmpty()) {
            problems.add(ModelChecks.key(where, "round", "true, false, from:T or until:T", keys.get("round")));
        }
        Object topP = keys.getOrDefault("top_p", 0);
        if (!(topP instanceof Number limit && limit.doubleValue() >= 0 && Double.isFinite(limit.doubleValue()))) {
            problems.add(ModelChecks.key(where, "top_p", "a number from 0 on", topP));
        }
        Object scale = keys.getOrDefault("noise_scale", 1);
        if (!(scale instanceof Number factor && factor.doubleValue() > 0 && Double.isFinite(factor.doubleValue()))) {
            problems.add(ModelChecks.key(where, "noise_scale", "a number above 0", scale));
        }
        Object guidance = keys.getOrDefault("guidance", 1);
        if (!(guidance instanceof Number weight
                && weight.doubleValue() >= 0
                && Double.isFinite(weight.doubleValue()))) {
            problems.add(ModelChecks.key(where, "guidance", "a number from 0 on", guidance));
        }
        Object ngrams = keys.getOrDefault("ngram_weight", 0);
        if (!(ngrams instanceof Number weight && weight.doubleValue() >= 0 && Double.isFinite(weight.doubleValue()))) {
            problems.add(ModelChecks.key(where, "ngram_weight", "a number from 0 on", ngrams));
        }
        Object slots = keys.getOrDefault("slot_weight", 0);
        if (!(slots instanceof Number cost && cost.doubleValue() >= 0 && Double.isFinite(cost.doubleValue()))) {
            problems.add(ModelChecks.key(where, "slot_weight", "a number from 0 on", slots));
        }
        Object codebook = keys.getOrDefault("noise_codebook", 0);
        if (!(codebook instanceof Integer size && size >= 0)) {
            problems.add(ModelChecks.key(where, "noise_codebook", "a whole number from 0 on", codebook));
        }
        Object shared = keys.getOrDefault("noise_shared", 0);
        if (!(shared instanceof Number share && share.doubleValue() >= 0 && share.doubleValue() <= 1)) {
            problems.add(ModelChecks.key(where, "noise_shared", "a number from 0 to 1", shared));
        }
        Object dimensions = keys.getOrDefault("noise_dimensions", 0);
        if (!(dimensions instanceof Integer count && count >= 0)) {
            problems.add(ModelChecks.key(where, "noise_dimensions", "a whole number from 0 on", dimensions));
        }
        keys.forEach((key, value) -> {
            if (!GENERATION_KEYS.contains(key)) {
                problems.add(ModelChecks.key(where, key, "no such key", value));
            }
        });
        return problems.size() > before
                ? null
                : located(
                        ModelDirectory.GENERATION,
                        () -> new GenerationConfig(
                                sampler,
                                (Integer) keys.get("steps"),
                                rounding.orElseThrow(),
                                ((Number) keys.get("initial_time")).doubleValue(),
                                new StudentNoise(
                                        (Integer) codebook, ((Number) shared).doubleValue(), (Integer) dimensions),
                                ((Number) topP).doubleValue(),
                                ((Number) scale).doubleValue(),
                                ((Number) guidance).doubleValue(),
                                ((Number) ngrams).doubleValue(),
                                ((Number) slots).doubleValue()));
    }

    private String string(Map<String, Object> keys, String key, String expected, String file) {
        if (keys.get(key) instanceof String value) {
            return value;
        }
        problems.add(ModelChecks.key(where(file), key, expected, keys.get(key)));
        return null;
    }

    /** Runs something whose messages name a key but not the file. */
    private <T> T located(String file, Supplier<T> step) {
        try {
            return step.get();
        } catch (UserException e) {
            for (Problem p : e.problems()) {
                problems.add(new Problem(p.id(), where(file) + ": " + p.where(), p.expected(), p.found(), p.remedy()));
            }
            return null;
        }
    }

    private Map<String, Object> json(String file) {
        return open(file, in -> {
            try {
                JsonNode node = JSON.readTree(bounded(in, file));
                if (node.isObject()) {
                    return JSON.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {});
                }
                throw notJson(file, "another JSON value or nothing");
            } catch (JsonProcessingException e) {
                throw notJson(file, JsonFault.reason(e));
            }
        });
    }

    private String card() {
        try (InputStream in = source.open(ModelDirectory.CARD)) {
            return new String(bounded(in, ModelDirectory.CARD), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            problems.add(unreadable(ModelDirectory.CARD, e));
        } catch (UserException e) {
            problems.addAll(e.problems());
        }
        return "";
    }

    /** Absent if there is no such file, or one that cannot be used, which is a problem. */
    private Optional<NgramModel> ngrams(int vocabulary) {
        String where = where(ModelDirectory.NGRAMS);
        try (InputStream in = source.open(ModelDirectory.NGRAMS)) {
            return Optional.of(NgramModel.of(Safetensors.read(in, where).tensors(), vocabulary, where));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            problems.add(unreadable(ModelDirectory.NGRAMS, e));
        } catch (UserException e) {
            problems.addAll(e.problems());
        }
        return Optional.empty();
    }

    private byte[] bounded(InputStream in, String file) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
        if (bytes.length > LARGEST_TEXT) {
            throw notJson(file, "more than " + LARGEST_TEXT + " bytes");
        }
        return bytes;
    }

    private <T> T open(String file, Parser<T> parser) {
        try (InputStream in = source.open(file)) {
            return parser.parse(in);
        } catch (NoSuchFileException e) {
            problems.add(new Problem(
                    ErrorId.MODEL_2,
                    where(file),
                    "a file of the model",
                    "none",
                    "A model directory holds config.json, model.safetensors, vocab.txt or tokenizer.json, and"
                            + " generation_config.json."));
        } catch (IOException e) {
            problems.add(unreadable(file, e));
        } catch (UserException e) {
            problems.addAll(e.problems());
        }
        return null;
    }

    private Problem unreadable(String file, IOException e) {
        return new Problem(
                ErrorId.MODEL_3,
                where(file),
                "a readable file",
                "an error (" + e.getMessage() + ")",
                "Check the file.");
    }

    private UserException notJson(String file, String found) {
        String expected = file.equals(ModelDirectory.CARD) ? "a model card" : "a JSON object";
        return new UserException(new Problem(ErrorId.MODEL_3, where(file), expected, found, "Correct the file."));
    }

    private String where(String file) {
        return source.describe() + "/" + file;
    }

    /** Reads a file that is open. */
    private interface Parser<T> {
        T parse(InputStream in) throws IOException;
    }
}
