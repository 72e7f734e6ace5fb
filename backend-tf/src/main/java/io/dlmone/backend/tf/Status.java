package io.dlmone.backend.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;

import org.tensorflow.internal.c_api.TF_Status;

/** How calls of TensorFlow went; one can serve many calls, one after another. */
final class Status implements AutoCloseable {

    private final TF_Status handle = TF_NewStatus();

    TF_Status handle() {
        return handle;
    }

    /** @throws IllegalStateException if the last call failed, with TensorFlow's message */
    void check(String what) {
        if (TF_GetCode(handle) != 0) {
            String message = TF_Message(handle).getString();
            throw new IllegalStateException("TensorFlow could not " + what + ": " + message);
        }
    }

    @Override
    public void close() {
        TF_DeleteStatus(handle);
    }
}
