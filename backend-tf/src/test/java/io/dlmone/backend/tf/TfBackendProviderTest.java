package io.dlmone.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Device;
import io.dlmone.backend.Platform;
import io.dlmone.backend.Precision;
import io.dlmone.error.UserException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.global.tensorflow;

class TfBackendProviderTest {

    private static BackendOptions on(String device) {
        return new BackendOptions(device, 1, Precision.FP32, Optional.empty());
    }

    @Test
    void namesTheEngineThatIsThere() {
        try (Backend backend = new TfBackendProvider().open(on("cpu"))) {
            assertThat(new TfBackendProvider().engine())
                    .isEqualTo("TensorFlow " + tensorflow.TF_Version().getString());
        }
        assertThat(new TfBackendProvider().availability()).isEqualTo(Availability.USABLE);
    }

    @Test
    void namesTheJarToAdd() {
        NativeLibraries absent = NativeLibraries.of(Platform.of("Windows 11", "amd64"));
        assertThat(TfBackendProvider.availability(absent).usable()).isFalse();
        assertThat(TfBackendProvider.availability(absent).reason())
                .contains("org.tensorflow:tensorflow-core-native:1.1.0:windows-x86_64");
    }

    @Test
    void saysWhereThereIsNoJarToAdd() {
        NativeLibraries none = NativeLibraries.of(Platform.of("Mac OS X", "x86_64"));
        assertThat(TfBackendProvider.availability(none).usable()).isFalse();
        assertThat(TfBackendProvider.availability(none).reason())
                .contains("macosx-x86_64")
                .contains("another backend")
                .doesNotContain("Add ");
    }

    @Test
    void saysWhatCudaNeeds() {
        assertThatThrownBy(() -> new TfBackendProvider().open(on("cuda:1")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-TF-2")
                .hasMessageContaining("linux-x86_64-gpu")
                .hasMessageContaining("CUDA 12.5")
                .hasMessageContaining("cuDNN 9.3");
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        BackendOptions wrong = new BackendOptions("cuda:one", 1, Precision.FP32, Optional.of(Path.of("profile")));
        assertThatThrownBy(() -> new TfBackendProvider().open(wrong))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-TF-1")
                .hasMessageContaining("cuda:one")
                .hasMessageContaining("DLM-TF-3");
    }

    @Test
    void theOneCudaDeviceThatIsMadeVisibleIsTheFirst() {
        assertThat(CudaDevice.engineName(new Device(3))).isEqualTo("/device:GPU:0");
        assertThat(CudaDevice.engineName(Device.CPU)).isEqualTo("/device:CPU:0");
    }
}
