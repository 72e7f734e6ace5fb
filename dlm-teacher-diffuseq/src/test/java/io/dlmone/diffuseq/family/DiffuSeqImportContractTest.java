package io.dlmone.diffuseq.family;

import io.dlmone.contract.ImportingFamilyContract;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.teacher.ImportingFamily;
import java.nio.file.Path;
import java.util.Optional;

class DiffuSeqImportContractTest extends ImportingFamilyContract {

    @Override
    protected ImportingFamily family() {
        return new DiffuSeqFamily();
    }

    @Override
    protected ImportingFamily.Files write(Path folder) {
        GoldenCheckpoint.TRAINED.copyTo(folder);
        return new ImportingFamily.Files(folder, Optional.empty(), Optional.of(folder.resolve("encoder.json")));
    }

    @Override
    protected String text() {
        return "w001 w002";
    }
}
