package io.dlmone.train;

import io.dlmone.Plugins;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.TeacherFamily;
import io.dlmone.teacher.ImportingFamily;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The teacher families on the class path, by what they can do. */
public final class Families {

    private Families() {}

    /**
     * {@return the family of that name, which can be trained}
     *
     * @param name its stable name
     */
    public static TrainableFamily trainable(String name) {
        return as(TrainableFamily.class, name, "a teacher family that can be trained");
    }

    /**
     * {@return the family that imports a checkpoint}
     *
     * @param name empty: the one that recognises it; if there is one only that imports at all, that
     * @param checkpoint file or folder
     */
    public static ImportingFamily importing(Optional<String> name, Path checkpoint) {
        if (name.isPresent()) {
            return as(ImportingFamily.class, name.get(), "a teacher family that imports checkpoints");
        }
        List<ImportingFamily> all = all(ImportingFamily.class);
        List<ImportingFamily> meant = all.size() == 1
                ? all
                : all.stream().filter(f -> f.recognises(checkpoint)).toList();
        if (meant.size() != 1) {
            throw new UserException(new Problem(
                    ErrorId.FAMILY_2,
                    checkpoint.toString(),
                    "a checkpoint that one teacher family recognises",
                    meant.isEmpty() ? "one that none recognises" : "one that several do: " + names(meant),
                    "Name the family, one of " + names(all) + ", with setting family."));
        }
        return meant.get(0);
    }

    /**
     * {@return the family that is trained where none is named: the only one there is, or the
     * {@link Plugins#USUAL_FAMILY}}
     */
    public static String usual() {
        List<TrainableFamily> all = all(TrainableFamily.class);
        return all.size() == 1 ? all.get(0).name() : Plugins.USUAL_FAMILY;
    }

    /**
     * {@return all families that can do something}
     *
     * @param <F> type of the ability
     * @param ability its class
     */
    public static <F extends TeacherFamily> List<F> all(Class<F> ability) {
        return Plugins.all(TeacherFamily.class).stream()
                .filter(ability::isInstance)
                .map(ability::cast)
                .toList();
    }

    private static <F extends TeacherFamily> F as(Class<F> ability, String name, String expected) {
        TeacherFamily family = Plugins.family(name);
        if (!ability.isInstance(family)) {
            throw new UserException(new Problem(
                    ErrorId.FAMILY_1,
                    "setting family",
                    expected + ": one of " + names(all(ability)),
                    "'" + name + "'",
                    "Choose one of these."));
        }
        return ability.cast(family);
    }

    private static List<String> names(List<? extends TeacherFamily> families) {
        return families.stream().map(TeacherFamily::name).toList();
    }
}
