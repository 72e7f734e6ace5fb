package io.dlmone.backend.djl;

import ai.djl.pytorch.jni.JniUtils;

/**
 * How PyTorch runs the calls of one backend. The number of threads is the process's, so it is set again before a call
 * where another backend has changed it; scripts are run as they are written, since the optimiser finds nothing to fuse
 * in them on the CPU and would look for it in the first runs.
 *
 * @param count threads for one operator
 */
record EngineThreads(int count) {

    /** Makes the next call from this Java thread use these settings. */
    void apply() {
        if (JniUtils.getNumThreads() != count) {
            JniUtils.setNumThreads(count); // throws away what the engine has prepared, so only where it has to
        }
        JniUtils.setGraphExecutorOptimize(false);
    }
}
