package io.dlmone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonFaultTest {

    @Test
    void theReasonSaysNothingOfTheParsersSource() {
        JsonProcessingException fault = catchThrowableOfType(
                JsonProcessingException.class, () -> new ObjectMapper().readTree("{\"src\": \"a\""));
        assertThat(JsonFault.reason(fault)).isEqualTo("Unexpected end-of-input: expected close marker for Object");
    }
}
