package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.io.pytorch.CheckpointFile;
import io.dlmone.nn.ParameterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a training folder as large as the official ones (BERT-base, 380 MB) with random weights, to measure an import.
 * Argument: the directory to write. A vocabulary of 30,522 tokens has to be given to the import.
 */
final class BaseCheckpoint {

    private BaseCheckpoint() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        CheckpointFile file = new CheckpointFile();
        ParameterSpec embedding = null;
        for (ParameterSpec spec : new DiffuSeqModel(DiffuSeqConfig.base(30_522)).parameters()) {
            file.parameter(spec.name(), spec.shape(), () -> spec.initialValue(1).floats());
            embedding = embedding == null ? spec : embedding;
        }
        ParameterSpec table = embedding;
        file.parameter(
                "lm_head.weight", table.shape(), () -> table.initialValue(2).floats());
        file.write(folder.resolve("ema_0.9999_050000.pt"));
        Files.writeString(
                folder.resolve("training_args.json"),
                "{\"vocab_size\": 30522, \"hidden_dim\": 128, \"hidden_t_dim\": 128, \"seq_len\": 128,"
                        + " \"diffusion_steps\": 2000, \"noise_schedule\": \"sqrt\", \"vocab\": \"bert\","
                        + " \"config_name\": \"bert-base-uncased\", \"predict_xstart\": true,"
                        + " \"rescale_timesteps\": true, \"use_plm_init\": \"no\"}\n");
    }
}
