package io.dlmone.backend;

/**
 * Whether a backend can be opened here.
 *
 * @param usable true if {@link BackendProvider#open} is expected to work
 * @param reason why not, and what to add; empty when usable
 */
public record Availability(boolean usable, String reason) {

    public static final Availability USABLE = new Availability(true, "");

    public static Availability missing(String reason) {
        return new Availability(false, reason);
    }
}
