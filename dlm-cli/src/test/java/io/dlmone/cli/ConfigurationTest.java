package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.model.TeacherFamily;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.train.Json;
import io.dlmone.train.RecipeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run records are the names of its verb's flags, all of them. */
class ConfigurationTest {

    private static final Pattern FLAG = Pattern.compile("--([a-z]+(?:-[a-z]+)*)=");

    /** Recorded where there is a cluster. */
    private static final Set<String> OF_CLUSTERS =
            Set.of("spark", "workers", "local-steps", "outer-lr", "outer-momentum");

    @TempDir
    Path home;

    @Test
    void aTeachersRunRecordsEveryFlag() throws IOException {
        Path data = Dlm.data(home.resolve("data"));
        assertThat(Dlm.run(Dlm.train(data, home.resolve("m"))).code()).isZero();
        Set<String> flags = flags("train");
        flags.removeAll(Set.of(
                "config",
                "plugins",
                "resume",
                "resume-step",
                "preset",
                "vocab",
                "init",
                "official-args",
                "encoder-config"));
        flags.removeAll(OF_CLUSTERS);
        Set<String> own = settings(Plugins.family("diffuseq"));
        Plugins.all(TeacherFamily.class).stream()
                .flatMap(family -> settings(family).stream())
                .filter(name -> !own.contains(name))
                .forEach(flags::remove);
        assertThat(recorded("m.run")).isEqualTo(flags);
        assertThat(home.resolve("m.run/report.html"))
                .content()
                .contains("Trained on " + data, "validations; from five on");
    }

    @Test
    void aDistillationRecordsEveryFlagThatSaysSomething() throws IOException {
        Path data = Dlm.data(home.resolve("data"));
        Path teacher = home.resolve("m");
        assertThat(Dlm.run(Dlm.train(data, teacher)).code()).isZero();
        String[] numbers = {
            "--initial-time=1000",
            "--max-time=1900",
            "--mu=1",
            "--psi-weight=one",
            "--psi-lr=1e-4",
            "--theta-lr=1e-4",
            "--warmup=1",
            "--decay=9",
            "--ema=0.5",
            "--clip=1",
            "--endpoint-reuse=2",
            "--noise-codebook=4",
            "--objective=kd",
            "--iterations=2",
            "--log-every=1"
        };
        Dlm.Result result = Dlm.run(Dlm.distill(teacher, data, home.resolve("s"), numbers));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("--mu changes nothing: no objective of kd:2 has it.")
                .doesNotContain("--theta-lr changes nothing");
        Set<String> flags = flags("distill");
        flags.removeAll(Set.of(
                "config",
                "plugins",
                "resume",
                "resume-step",
                "preset",
                "report-sources",
                "objective",
                "iterations",
                "init"));
        flags.removeAll(OF_CLUSTERS);
        Set<String> given = Stream.of(numbers)
                .map(flag -> flag.substring(2, flag.indexOf('=')))
                .collect(Collectors.toSet());
        flags.removeIf(name -> settings().contains(name) && !given.contains(name));
        flags.addAll(Set.of("batch", "endpoint-steps"));
        assertThat(recorded("s.run")).isEqualTo(flags);
        assertThat(home.resolve("s.run/report.html"))
                .content()
                .contains("teacher (ddim 20, no rounding)", "nearest input", "Loss, kd", "phase 1, kd", "Side by side");
        assertThat(home.resolve("s/generation_config.json")).content().contains("\"initial_time\" : 1000");
    }

    /** What may be left to its default, which is recorded in the model card. */
    private static Set<String> settings() {
        return Plugins.all(Objective.class).stream()
                .flatMap(objective -> RecipeSettings.of(objective).keySet().stream())
                .collect(Collectors.toSet());
    }

    /** The settings of a family's networks and training. */
    private static Set<String> settings(TeacherFamily family) {
        TrainableFamily trainable = (TrainableFamily) family;
        return Stream.concat(trainable.networkSettings().stream(), trainable.trainingSettings().stream())
                .map(Setting::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> flags(String verb) {
        Matcher m = FLAG.matcher(Dlm.run(verb, "--help").out());
        Set<String> names = new TreeSet<>();
        while (m.find()) {
            names.add(m.group(1));
        }
        return names;
    }

    private Set<String> recorded(String run) throws IOException {
        return new TreeSet<>(Json.parse(Files.readString(home.resolve(run).resolve("config.json")))
                .keySet());
    }
}
