package io.dlmone.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The key that requests give, compared in a time that does not tell how much of it was right.
 *
 * @param expected if there is none, every request may come in
 */
record ApiKey(Optional<String> expected) {

    private static final String SCHEME = "Bearer ";

    /**
     * Lets a request in.
     *
     * @param authorization its header; null if it has none
     * @throws Refusal if it gives no key, or another one
     */
    void require(String authorization) {
        if (expected.isEmpty()) {
            return;
        }
        boolean given = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] key = given ? bytes(authorization.substring(SCHEME.length()).strip()) : new byte[0];
        if (!MessageDigest.isEqual(key, bytes(expected.get()))) {
            throw Refusal.wrongKey(given);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Says whether there is one, not which. */
    @Override
    public String toString() {
        return expected.isPresent() ? "a key" : "no key";
    }
}
