package io.dlmone.train.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Teachers are named by their directories, as shortly as tells them apart. */
class TeacherNamesTest {

    @Test
    void theLastPartIsEnoughWhereItIsAlone() {
        assertThat(TeacherNames.of(List.of("out/flow", "/a/b/diffu/", "builtin:paraphrase-teacher")))
                .containsExactly("flow", "diffu", "paraphrase-teacher");
    }

    @Test
    void namesakesHaveMorePartsUntilTheyDiffer() {
        assertThat(TeacherNames.of(List.of("/x/one/model", "/x/two/model", "/x/flow")))
                .containsExactly("one-model", "two-model", "flow");
        assertThat(TeacherNames.of(List.of("/a/x/model", "/b/x/model", "/c/MODEL")))
                .containsExactly("a-x-model", "b-x-model", "c-MODEL");
        assertThat(TeacherNames.of(List.of("builtin:t", "/x/t"))).containsExactly("t", "x-t");
    }

    @Test
    void oneDirectoryInTwoSpellingsCannotBeToldApart() {
        assertThat(TeacherNames.areDifferent(TeacherNames.of(List.of("x/t", "x/../x/./t"))))
                .isFalse();
        assertThat(TeacherNames.areDifferent(TeacherNames.of(List.of("/", "/"))))
                .isFalse();
        assertThat(TeacherNames.areDifferent(TeacherNames.of(List.of("x/t", "x/u"))))
                .isTrue();
    }
}
