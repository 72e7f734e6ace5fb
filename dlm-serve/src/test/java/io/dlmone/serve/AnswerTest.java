package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AnswerTest {

    @Test
    void aFailureIsLoggedWithoutTheTextsThatMayBeInItsMessage() {
        Logger logger = (Logger) LoggerFactory.getLogger(GenerationServer.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
        try {
            Answer answer = Answer.of(new CompletionException(new IllegalArgumentException("no 'my secret' here")));
            assertThat(answer.status()).isEqualTo(500);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .contains("\"server_error\"")
                    .doesNotContain("secret");
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(events);
        }
        assertThat(events.list).hasSize(1);
        ILoggingEvent event = events.list.get(0);
        assertThat(event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .contains("IllegalArgumentException", "AnswerTest.aFailureIsLogged")
                .doesNotContain("secret");
    }

    @Test
    void aKeyIsNotShown() {
        assertThat(new ApiKey(Optional.of("s3cret")).toString()).isEqualTo("a key");
    }
}
