package io.dlmone.io.pytorch;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;

/** The messages about checkpoints that cannot be read. */
final class CheckpointProblems {

    private static final String AGAIN = "Fetch the checkpoint again, or save its state_dict again with torch.save.";

    private CheckpointProblems() {}

    /** Nothing that could be a checkpoint. */
    static UserException unreadable(String where, String found) {
        return new UserException(
                new Problem(ErrorId.CKPT_1, where, "a readable PyTorch checkpoint", found, "Check the path."));
    }

    /** Another format. */
    static UserException format(String where, String found, String remedy) {
        return new UserException(new Problem(
                ErrorId.CKPT_2, where, "a PyTorch checkpoint: a zip archive with stored entries", found, remedy));
    }

    /** A fault of the archive. */
    static UserException archive(String where, String expected, String found) {
        return new UserException(new Problem(ErrorId.CKPT_3, where, expected, found, AGAIN));
    }

    /** A fault of the pickle. */
    static UserException pickle(String where, String expected, String found) {
        return new UserException(new Problem(ErrorId.CKPT_4, where, expected, found, AGAIN));
    }

    /** A pickle that needs code to be run, or instructions that no state_dict needs. */
    static UserException code(String where, String found) {
        return new UserException(new Problem(
                ErrorId.CKPT_5,
                where,
                "nothing but the names and tensors of a state_dict",
                found,
                "Pickles can run code, so nothing else is read. Save the plain tensors:"
                        + " torch.save(model.state_dict(), file)."));
    }

    /** A fault of one tensor. */
    static UserException tensor(String where, String expected, String found) {
        return new UserException(new Problem(ErrorId.CKPT_6, where, expected, found, AGAIN));
    }
}
