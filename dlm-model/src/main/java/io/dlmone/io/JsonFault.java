package io.dlmone.io;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What is wrong with JSON, in words for people. */
public final class JsonFault {

    private static final String WHERE_IT_STARTED = " \\(start marker at \\[.*?]\\)";

    private JsonFault() {}

    /**
     * {@return the parser's reason without its remarks on where the text came from, which whoever reports it knows
     * better}
     *
     * @param fault what the parser threw
     */
    public static String reason(JsonProcessingException fault) {
        return fault.getOriginalMessage().replaceAll(WHERE_IT_STARTED, "");
    }
}
