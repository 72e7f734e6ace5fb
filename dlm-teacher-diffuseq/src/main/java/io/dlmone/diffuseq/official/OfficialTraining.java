package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.TrainingSettings;
import io.dlmone.error.UserException;
import io.dlmone.teacher.TrainingPlan;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the official scripts train, as {@code training_args.json} says. It adds the gradients of its microbatches, which
 * are averaged here; the limit at which they are clipped is divided by their number accordingly.
 */
public final class OfficialTraining {

    private static final int MOST = 1_000_000_000;
    private static final String PRECISION =
            "Here networks are trained in float32, or with setting precision. Set the key to false.";
    private static final String LOSS = "The official script never trains a DiffuSeq model so.";

    private OfficialTraining() {}

    /**
     * Reads a file.
     *
     * @param file {@code training_args.json}
     * @param encoder the encoder's {@code config.json}, which says how much of attention's probabilities is dropped;
     *     empty: a tenth, as BERT's
     * @return how the official script trains
     * @throws UserException with every key that is missing, out of range or not supported, those of the network
     *     included
     */
    public static TrainingSettings read(Path file, Optional<Path> encoder) {
        Keys keys = new Keys(file, "the training_args.json of the official DiffuSeq code");
        try {
            OfficialArguments.read(file);
        } catch (UserException e) {
            keys.add(e);
        }
        String times = keys.text("schedule_sampler");
        if (!times.equals("lossaware") && !times.equals("uniform")) {
            keys.report("schedule_sampler", "lossaware or uniform", "Choose one of these.");
        }
        keys.require("use_kl", false, LOSS);
        keys.require("rescale_learned_sigmas", false, LOSS);
        double attentionDropout = EncoderConfig.attentionDropout(encoder, keys);
        TrainingPlan plan = plan(keys, attentionDropout, average(keys), times.equals("lossaware"));
        keys.check();
        return new TrainingSettings(
                plan.batch(),
                plan.microbatch(),
                plan.steps(),
                plan.learningRate(),
                0,
                plan.weightDecay(),
                plan.emaRate(),
                plan.dropout(),
                attentionDropout,
                0,
                false,
                plan.lossAware(),
                plan.clip(),
                plan.seed());
    }

    /**
     * {@return what the official DiffuSeq and FlowSeq codes name alike; what is wrong is noted with the keys}
     *
     * @param keys of the file
     * @param attentionDropout share of attention's probabilities dropped
     * @param emaRate share of the old average in each update
     * @param lossAware whether times are drawn by importance
     */
    public static TrainingPlan plan(Keys keys, double attentionDropout, double emaRate, boolean lossAware) {
        int batch = keys.integer("batch_size", 1, MOST);
        int microbatch = microbatch(keys, batch);
        double clip = keys.real("gradient_clipping", -1, 1e9);
        keys.require("use_fp16", false, PRECISION);
        return new TrainingPlan(
                batch,
                microbatch,
                keys.integer("learning_steps", 1, MOST),
                keys.real("lr", 1e-12, 1),
                0,
                keys.real("weight_decay", 0, 1),
                emaRate,
                keys.real("dropout", 0, 1),
                attentionDropout,
                lossAware,
                Math.max(clip, 0) * microbatch / batch,
                keys.integer("seed", 0, Integer.MAX_VALUE));
    }

    /** Not above zero, or not below the batch: the whole batch. */
    private static int microbatch(Keys keys, int batch) {
        int microbatch = keys.integer("microbatch", -1, MOST);
        if (microbatch <= 0 || microbatch >= batch) {
            return batch;
        }
        if (batch % microbatch != 0) {
            keys.report("microbatch", "a divisor of batch_size " + batch, "Take parts of one size.");
            return batch;
        }
        return microbatch;
    }

    /** A text with one rate for each average that the official script keeps; the first is the one kept here. */
    private static double average(Keys keys) {
        double first = 0;
        String[] rates = keys.text("ema_rate").split(",", -1);
        for (int i = rates.length - 1; i >= 0; i--) {
            try {
                first = Double.parseDouble(rates[i]);
            } catch (NumberFormatException e) {
                first = Double.NaN;
            }
            if (!(first >= 0 && first < 1)) {
                keys.report("ema_rate", "numbers from 0 to below 1, as text", "Correct the key.");
                return 0;
            }
        }
        return first;
    }
}
