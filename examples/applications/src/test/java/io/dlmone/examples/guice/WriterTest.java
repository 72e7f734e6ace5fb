package io.dlmone.examples.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.dlmone.student.TextGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriterTest {

    @Test
    void anApplicationIsGivenItsGeneratorAndTheEngines() {
        Injector injector = Guice.createInjector(new Writer.Application());
        try (TextGenerator generator = injector.getInstance(TextGenerator.class)) {
            Writer writer = injector.getInstance(Writer.class);
            assertThat(writer.engines()).startsWith("onnx");
            assertThat(writer.write(List.of("where can i buy a cheap dress in tokyo ?")))
                    .singleElement()
                    .asString()
                    .isNotBlank();
            assertThat(injector.getInstance(TextGenerator.class)).isSameAs(generator);
        }
    }
}
