package io.dlmone.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceTest {

    @Test
    void itsNameIsCpuOrCudaWithANumber() {
        assertThat(Device.of("cpu")).contains(Device.CPU);
        assertThat(Device.of("cuda")).contains(new Device(0));
        assertThat(Device.of("cuda:3")).contains(new Device(3));
        for (String wrong : new String[] {"", "gpu", "CPU", "cuda:", "cuda:x", "cuda:-1", "cuda:12345"}) {
            assertThat(Device.of(wrong)).as(wrong).isEmpty();
        }
        assertThat(Device.CPU.isCuda()).isFalse();
        assertThat(new Device(0).isCuda()).isTrue();
    }

    @Test
    void aPlatformIsReadFromJavasProperties() {
        assertThat(Platform.of("Linux", "amd64").named("osx", "win", "arm64", "x86_64"))
                .isEqualTo("linux-x86_64");
        assertThat(Platform.of("Mac OS X", "aarch64").named("osx", "win", "arm64", "x86_64"))
                .isEqualTo("osx-arm64");
        assertThat(Platform.of("Windows 11", "amd64").named("osx", "win", "arm64", "x64"))
                .isEqualTo("win-x64");
    }
}
