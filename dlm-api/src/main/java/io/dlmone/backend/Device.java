package io.dlmone.backend;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where programs run, by the name in {@link BackendOptions}.
 *
 * @param cuda number of the CUDA device, -1 for the CPU
 */
public record Device(int cuda) {

    /** The processor. */
    public static final Device CPU = new Device(-1);

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");

    /**
     * {@return the device of a name: {@code cpu} or {@code cuda[:n]}; empty for anything else}
     *
     * @param name any text
     */
    public static Optional<Device> of(String name) {
        if (name.equals("cpu")) {
            return Optional.of(CPU);
        }
        Matcher m = CUDA.matcher(name);
        return m.matches()
                ? Optional.of(new Device(m.group(1) == null ? 0 : Integer.parseInt(m.group(1))))
                : Optional.empty();
    }

    /**
     * {@return the same for options that a provider has checked}
     *
     * @param options which a provider has checked
     */
    public static Device of(BackendOptions options) {
        return of(options.device())
                .orElseThrow(() -> new IllegalArgumentException("there is no device " + options.device()));
    }

    /** {@return whether it is a CUDA device} */
    public boolean isCuda() {
        return cuda >= 0;
    }
}
