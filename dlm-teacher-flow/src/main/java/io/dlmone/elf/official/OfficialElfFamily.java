package io.dlmone.elf.official;

import io.dlmone.elf.ElfFamily;
import io.dlmone.elf.ElfModel;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.ImportingFamily;
import java.nio.file.Path;

/** The family ELF, which imports the checkpoints of its official code as well. */
public final class OfficialElfFamily extends ElfFamily implements ImportingFamily {

    private static final String NOTE =
            "Its weights are the averages that the official code samples with, where the file has them; its text encoder"
                    + " and the tokenizer are those of the T5 that it was trained over.";

    @Override
    public boolean recognises(Path location) {
        return OfficialElf.recognises(location);
    }

    @Override
    public Imported checkpoint(Files files) {
        OfficialElf elf = OfficialElf.read(files.location(), files.encoder(), files.vocabulary());
        return new Imported(
                new ElfModel(elf.config()), elf.tokenizer(), elf.weights(), SettingValues.NONE, 0, elf.files(), NOTE);
    }
}
