package io.dlmone.flowseq;

import io.dlmone.contract.ImportingFamilyContract;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.teacher.ImportingFamily;
import java.nio.file.Path;
import java.util.Optional;

class FlowSeqImportContractTest extends ImportingFamilyContract {

    @Override
    protected ImportingFamily family() {
        return new FlowSeqFamily();
    }

    @Override
    protected ImportingFamily.Files write(Path folder) {
        GoldenCheckpoint.FLOWSEQ.copyTo(folder);
        return new ImportingFamily.Files(folder, Optional.empty(), Optional.of(folder.resolve("encoder.json")));
    }

    @Override
    protected String text() {
        return "w001 w002";
    }
}
