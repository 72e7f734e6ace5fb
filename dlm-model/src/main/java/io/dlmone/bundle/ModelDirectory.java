package io.dlmone.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.Safetensors;
import io.dlmone.tokenizer.VocabularyFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model on disk in the Hugging Face layout: {@code config.json}, {@code model.safetensors}, {@code vocab.txt} or
 * {@code tokenizer.json}, {@code generation_config.json}, the model card {@code README.md} and, if it has n-grams,
 * {@code ngrams.safetensors}.
 */
public final class ModelDirectory {

    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.safetensors";
    static final String VOCABULARY = "vocab.txt";
    static final String TOKENS = "tokenizer.json";
    static final String GENERATION = "generation_config.json";
    static final String NGRAMS = "ngrams.safetensors";
    static final String CARD = "README.md";

    static final String FAMILY = "model_type";
    static final String ROLE = "role";
    static final String TOKENIZER = "tokenizer";
    static final Set<String> OWN_KEYS = Set.of(FAMILY, ROLE, TOKENIZER);

    private static final Set<String> FILES = Set.of(CONFIG, WEIGHTS, VOCABULARY, TOKENS, GENERATION, NGRAMS, CARD);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ModelDirectory() {}

    /**
     * Loads the model that a user names.
     *
     * @param location a directory, or {@code builtin:} and the name of a model on the class path
     * @return the model
     * @throws UserException with every problem of its files
     */
    public static ModelBundle load(String location) {
        BuiltinModels builtin = new BuiltinModels(ModelDirectory.class.getClassLoader());
        if (location.startsWith(BuiltinModels.PREFIX)) {
            return load(builtin.source(location.substring(BuiltinModels.PREFIX.length())));
        }
        try {
            return load(Path.of(location));
        } catch (InvalidPathException e) {
            throw missing(location, "a name that no file can have");
        }
    }

    /**
     * Loads a directory.
     *
     * @param directory with {@code config.json} and the other files
     * @return the model
     * @throws UserException with every problem of its files
     */
    public static ModelBundle load(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw missing(directory.toString(), Files.exists(directory) ? "a file" : "nothing");
        }
        return load(ModelSource.directory(directory));
    }

    /**
     * Loads from anywhere.
     *
     * @param source where the files are
     * @return the model
     * @throws UserException with every problem of its files
     */
    public static ModelBundle load(ModelSource source) {
        return new ModelReader(source).read();
    }

    /** {@return the names that {@link #load(String)} takes after {@code builtin:}, sorted} */
    public static List<String> builtin() {
        return List.copyOf(new BuiltinModels(ModelDirectory.class.getClassLoader()).names());
    }

    private static UserException missing(String location, String found) {
        List<String> names = builtin();
        String meant = DidYouMean.nearest(location, names)
                .map(name -> "Did you mean '" + BuiltinModels.PREFIX + name + "'? ")
                .orElse("");
        String built = names.isEmpty()
                ? ""
                : ", or take one of "
                        + names.stream().map(BuiltinModels.PREFIX::concat).toList();
        return new UserException(new Problem(
                ErrorId.MODEL_1, location, "a model directory", found, meant + "Check the path" + built + "."));
    }

    /**
     * Saves a model, whole or not at all: it is opened again before it takes its place. A directory that holds nothing
     * but a model is replaced; one with other files in it is refused.
     *
     * @param directory where to
     * @param bundle the model
     * @throws UserException if a weight is not finite, or the directory holds other files or cannot be written
     * @throws IllegalArgumentException if the weights or the vocabulary are not those of the architecture
     */
    public static void save(Path directory, ModelBundle bundle) {
        List<Problem> faults = ModelChecks.check(bundle, directory.toString());
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("not a whole model: " + faults);
        }
        FiniteTensors.require(bundle.weights(), directory.toString());
        Map<String, Object> config = new LinkedHashMap<>();
        config.put(FAMILY, bundle.architecture().family());
        config.put(ROLE, bundle.role().id());
        config.put(TOKENIZER, bundle.tokenizer().name());
        bundle.architecture().config().forEach((key, value) -> {
            if (config.putIfAbsent(key, value) != null) {
                throw new IllegalArgumentException("a model family cannot use the key " + key);
            }
        });
        if (holdsOnlyAModel(directory)) {
            AtomicFiles.replaceDirectory(directory, into -> write(into, config, bundle));
        } else {
            AtomicFiles.writeDirectory(directory, into -> write(into, config, bundle));
        }
    }

    private static void write(Path directory, Map<String, Object> config, ModelBundle bundle) throws IOException {
        writeJson(directory.resolve(CONFIG), config);
        writeJson(directory.resolve(GENERATION), bundle.generation().toMap());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(WEIGHTS)), 1 << 16)) {
            weights(bundle).write(out);
        }
        Optional<byte[]> tokens = bundle.tokenizer().json();
        if (tokens.isPresent()) {
            Files.write(directory.resolve(TOKENS), tokens.get());
        } else {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(VOCABULARY)))) {
                VocabularyFile.write(out, bundle.tokenizer().vocabulary());
            }
        }
        if (bundle.ngrams().isPresent()) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(NGRAMS)))) {
                new Safetensors(bundle.ngrams().get().tensors(), Map.of()).write(out);
            }
        }
        Files.writeString(directory.resolve(CARD), bundle.card());
        requireSame(directory, bundle);
    }

    private static Safetensors weights(ModelBundle bundle) {
        return new Safetensors(bundle.weights(), Map.of("format", "pt"));
    }

    /** Opens what was written, before it takes its place: what cannot be read again is not to be called saved. */
    private static void requireSame(Path directory, ModelBundle bundle) throws IOException {
        if (!weights(bundle).isWrittenIn(directory.resolve(WEIGHTS))) {
            throw new IOException("the weights read back differ from what was written");
        }
        ModelBundle read =
                new ModelReader(ModelSource.directory(directory)).read(() -> new LinkedHashMap<>(bundle.weights()));
        boolean same = read.tokenizer().name().equals(bundle.tokenizer().name())
                && read.tokenizer()
                        .vocabulary()
                        .tokens()
                        .equals(bundle.tokenizer().vocabulary().tokens())
                && read.architecture().config().equals(bundle.architecture().config())
                && read.generation().equals(bundle.generation());
        if (!same) {
            throw new IOException("the files read back differ from what was written");
        }
    }

    private static void writeJson(Path file, Map<String, Object> content) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(content).replace("\r\n", "\n") + "\n");
    }

    private static boolean holdsOnlyAModel(Path directory) {
        if (!Files.isRegularFile(directory.resolve(CONFIG))) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.allMatch(entry -> FILES.contains(entry.getFileName().toString()));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
