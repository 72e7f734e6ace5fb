package io.dlmone.student.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dlmone.backend.ProgramFormat;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.model.TeacherModel;
import io.dlmone.student.page.Page;
import io.dlmone.text.Tokenizer;
import io.dlmone.tokenizer.VocabularyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what stands beside an exported program. */
record Companions(ModelExport export, ProgramFormat program, SourceTemplate template, Optional<WebRuntime> runtime) {

    static final String SUMS = "SHA256SUMS";

    private static final String IN_BROWSERS = "dlm-student.mjs";
    private static final List<String> CODE = List.of("dlm_student.py", "DlmStudent.java", IN_BROWSERS);
    private static final Pattern MARK = Pattern.compile("@([a-z]+) ");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Writes all files; the checksums, of those that are there already too, come last. */
    void write(Path folder) throws IOException {
        ModelBundle bundle = export.bundle();
        try (OutputStream out = Files.newOutputStream(folder.resolve("vocab.txt"))) {
            VocabularyFile.write(out, bundle.tokenizer().vocabulary());
        }
        json(folder.resolve("export.json"), Description.of(export, program, template));
        if (runtime.isPresent()) {
            page(folder);
        } else {
            code(folder);
        }
        Files.writeString(folder.resolve("README.md"), readme());
        if (!bundle.card().isBlank()) {
            Files.writeString(folder.resolve("MODEL_CARD.md"), bundle.card());
        }
        Files.writeString(folder.resolve(SUMS), sums(folder));
    }

    private void code(Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Tokenizer tokenizer = export.bundle().tokenizer();
        Optional<byte[]> own = tokenizer.json();
        Map<String, Object> made = TokenizerFile.of(tokenizer);
        if (own.isPresent()) {
            Files.write(file, own.get());
        } else if (!made.isEmpty()) {
            json(file, made);
        }
        for (String name : CODE) {
            Files.writeString(folder.resolve(name), resource(name));
        }
    }

    private void page(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("page"));
        List<Page.File> files = new ArrayList<>(Page.files(export.bundle().layout()));
        files.addAll(Page.inBrowser());
        files.add(Page.File.resource(Companions.class, IN_BROWSERS, "page/dlm-student.js"));
        for (Page.File file : files) {
            Files.write(folder.resolve(file.path()), file.content());
        }
        runtime.orElseThrow().copy(folder.resolve("runtime"));
    }

    private String readme() throws IOException {
        int codebook = export.bundle().generation().noise().codebook();
        TeacherModel model = export.bundle().architecture();
        boolean teacher = export.bundle().role() == Role.TEACHER;
        Set<String> marks = Set.of(program.name(), codebook == 0 ? StudentGraph.NOISE : StudentGraph.DRAW);
        return resource(runtime.isPresent() ? "PAGE.md" : teacher ? "STEP.md" : "README.md")
                .replace("@RUN@\n", run())
                .lines()
                .flatMap(line -> marked(line, marks))
                .collect(Collectors.joining("\n", "", "\n"))
                .replace("@CODEBOOK@", String.valueOf(codebook))
                .replace("@FILE@", program.fileName())
                .replace(
                        "@BATCH@",
                        export.batch().isPresent()
                                ? String.valueOf(export.batch().getAsInt())
                                : runtime.isPresent() ? "any size" : "batch")
                .replace("@RUNTIME@", runtime.map(WebRuntime::version).orElse(""))
                .replace("@LENGTH@", String.valueOf(model.length()))
                .replace("@WIDTH@", String.valueOf(model.width()))
                .replace("@VOCABULARY@", String.valueOf(model.vocabulary()));
    }

    /** How a file of the format is run; nothing of one that only a plugin knows. */
    private String run() throws IOException {
        String name = program.name() + ".md";
        return Companions.class.getResource(name) == null ? "" : resource(name);
    }

    /** A line that begins with {@code @NAME} and a space is for exports with that mark only, and without it. */
    private static Stream<String> marked(String line, Set<String> marks) {
        Matcher mark = MARK.matcher(line);
        return !mark.lookingAt()
                ? Stream.of(line)
                : Stream.of(line.substring(mark.end())).filter(rest -> marks.contains(mark.group(1)));
    }

    private static void json(Path file, Map<String, Object> content) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(content).replace("\r\n", "\n") + "\n");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Companions.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** In the form that {@code sha256sum --check} reads. */
    private static String sums(Path folder) throws IOException {
        StringBuilder sums = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                sums.append(sha256(file)).append("  ").append(name).append('\n');
            }
        }
        return sums.toString();
    }

    private static String sha256(Path file) throws IOException {
        try (DigestOutputStream out =
                new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            Files.copy(file, out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
