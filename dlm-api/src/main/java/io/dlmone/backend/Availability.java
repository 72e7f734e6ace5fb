package io.dlmone.backend;

/**
 * Whether a backend can be opened here.
 *
 * @param usable true if {@link BackendProvider#open} is expected to work
 * @param reason why not, and what to add; empty when usable
 */
public record Availability(boolean usable, String reason) {

    /** It can be opened. */
    public static final Availability USABLE = new Availability(true, "");

    /**
     * {@return that it cannot be opened}
     *
     * @param reason why, and what to do about it: a sentence
     */
    public static Availability missing(String reason) {
        return new Availability(false, reason);
    }
}
