package io.dlmone.elf.official;

import io.dlmone.contract.ImportingFamilyContract;
import io.dlmone.golden.GoldenElf;
import io.dlmone.teacher.ImportingFamily;
import java.nio.file.Path;
import java.util.Optional;

class ElfImportContractTest extends ImportingFamilyContract {

    @Override
    protected ImportingFamily family() {
        return new OfficialElfFamily();
    }

    @Override
    protected ImportingFamily.Files write(Path folder) {
        GoldenElf.copyTo(folder);
        return new ImportingFamily.Files(folder, Optional.empty(), Optional.empty());
    }

    @Override
    protected String text() {
        return "Der Hund";
    }
}
