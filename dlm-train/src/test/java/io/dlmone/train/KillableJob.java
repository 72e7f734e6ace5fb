package io.dlmone.train;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A job in a process of its own, which {@link KillTest} kills. Says "at work" when its training begins. */
final class KillableJob {

    private KillableJob() {}

    /** Arguments: {@code train DATA OUT} or {@code distill DATA OUT TEACHER}. */
    public static void main(String[] args) {
        goOn(args, () -> {
            System.out.println("at work");
            System.out.flush();
        });
    }

    /** Continues the job, or begins it if it has no checkpoint yet. */
    static RunOutcome goOn(String[] args, Runnable atWork) {
        Path out = Path.of(args[2]);
        Path checkpoints = RunOptions.beside(out).resolve("checkpoints");
        boolean begun = !new Checkpoints(checkpoints).steps().isEmpty();
        return run(args, begun ? RunStart.NEWEST : RunStart.NEW, atWork);
    }

    static RunOutcome run(String[] args, RunStart start, Runnable atWork) {
        Path data = Path.of(args[1]);
        Path out = Path.of(args[2]);
        boolean[] said = {false};
        BooleanSupplier stop = () -> {
            if (!said[0]) {
                said[0] = true;
                atWork.run();
            }
            return false;
        };
        if (args[0].equals("train")) {
            return Jobs.train(data, out, KillTest.STEPS, Jobs.every(7, 50, 2, 2), stop, start);
        }
        Recipe recipe = Recipe.of(
                Phase.ofUpdates("kd", KillTest.STEPS / 3),
                Phase.ofUpdates("sid", KillTest.STEPS / 3).with("batch", "2"),
                Phase.ofUpdates("refine", KillTest.STEPS / 3));
        return new Jobs.Distill(args[3], data.toString(), out, recipe).run(Jobs.every(7, 50, 2, 2), stop, start);
    }
}
