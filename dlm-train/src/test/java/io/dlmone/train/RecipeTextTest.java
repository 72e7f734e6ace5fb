package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dlmone.error.UserException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes and objectives as they are written in a line. */
class RecipeTextTest {

    @Test
    void lengthsAreIterationsTimesOrTheRest() {
        Recipe recipe = RecipeText.parse("kd:4000,sid:90s, sid:4m,sid:1h,sid:*");
        assertThat(recipe.phases())
                .containsExactly(
                        Phase.ofUpdates("kd", 4000),
                        Phase.ofSeconds("sid", 90),
                        Phase.ofSeconds("sid", 240),
                        Phase.ofSeconds("sid", 3600),
                        Phase.untilTheEnd("sid"));
        assertThat(recipe.text()).isEqualTo("kd:4000,sid:90s, sid:4m,sid:1h,sid:*");
    }

    @Test
    void aPhaseMayHaveSettingsOfItsOwn() {
        assertThat(RecipeText.parse("kd:10:theta-lr=2e-3:batch=8").phases())
                .containsExactly(new Phase("kd", 10, 0, Map.of("theta-lr", "2e-3", "batch", "8")));
    }

    /** Runs record recipes as text, which must stay the same when they are continued. */
    @ParameterizedTest
    @ValueSource(strings = {"kd:3000:theta-lr=2e-3:decay=3300,refine:900", "sid:90s:psi-lr=1:batch=2", "sid:*"})
    void phasesAreWrittenAsTheyAreRead(String recipe) {
        assertThat(Recipe.of(RecipeText.parse(recipe).phases()).text()).isEqualTo(recipe);
    }

    @Test
    void objectivesAreOpenPhases() {
        assertThat(RecipeText.objectives("sid:theta-lr=3e-5:psi-lr=1e-4, kd"))
                .extracting(Phase::toString)
                .containsExactly("sid:*:theta-lr=3e-5:psi-lr=1e-4", "kd:*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "kd", "kd:", "kd:0", "kd:00", "kd:-3", "kd:4d", ":4", "kd:4:batch", "kd:4,,sid:4", "kd:0s"})
    void whatCannotBeReadIsRefused(String recipe) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> RecipeText.parse(recipe))
                .withMessageContaining("DLM-RECIPE-1")
                .withMessageContaining("kd:4000,sid:2000");
    }
}
