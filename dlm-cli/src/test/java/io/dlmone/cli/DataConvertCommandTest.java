package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataConvertCommandTest {

    @TempDir
    Path home;

    @Test
    void aTableBecomesADataDirectory() throws IOException {
        Path csv = Files.writeString(
                home.resolve("pairs.csv"), "Frage;Antwort;Auch\n\"Wer; wo?\";Ich;\nWas?;Das;Dies\nWann?;Nie;Jetzt\n");
        Path out = home.resolve("data");
        Dlm.Result made = Dlm.run(
                "data",
                "convert",
                "--train=" + csv,
                "--columns=Frage,Antwort,Auch",
                "--separator=;",
                "--valid-share=0.3",
                "--test=" + csv,
                "--lowercase",
                "--out=" + out);
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).contains("Wrote " + out + ": rows of train", "valid", "test 5");
        assertThat(new DataDirectory(out).read(Split.TEST)).contains(new SentencePair("wer; wo?", "ich"));
    }

    @Test
    void aFlagIsNamedAndNothingWritten() {
        Path out = home.resolve("data");
        Dlm.Result refused =
                Dlm.run("data", "convert", "--train=a,b,c", "--valid-share=NaN", "--columns=x", "--out=" + out);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--train", "3 files", "--valid-share", "--columns");
        assertThat(out).doesNotExist();
        assertThat(Dlm.run("data", "convert", "--train=none.csv", "--out=" + out)
                        .err())
                .contains("[DLM-DATA-1] none.csv");
    }
}
