package io.dlmone.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Precision;
import io.dlmone.contract.ProviderContract;
import io.dlmone.error.UserException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every provider must do. */
class OnnxProviderContractTest extends ProviderContract {

    @Override
    protected BackendProvider provider() {
        return new OnnxBackendProvider();
    }

    @Test
    void aDeviceThatCannotBeUsedIsExplained() {
        assertThat(OnnxBackendProvider.deviceProblem("cpu", false)).isEmpty();
        assertThat(OnnxBackendProvider.deviceProblem("cuda:1", true)).isEmpty();
        assertThat(OnnxBackendProvider.deviceProblem("cuda", false)
                        .orElseThrow()
                        .toString())
                .contains("onnxruntime_gpu:1.28.0", "CUDA 12", "cuDNN 9");
        assertThat(OnnxBackendProvider.deviceProblem("gpu", true).orElseThrow().toString())
                .contains("cpu or cuda[:N]");
        assertThatThrownBy(() -> provider().open(new BackendOptions("cuda", 1, Precision.FP32, Optional.empty())))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-ONNX-3");
    }
}
