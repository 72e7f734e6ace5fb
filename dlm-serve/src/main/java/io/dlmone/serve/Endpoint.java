package io.dlmone.serve;

import java.util.List;
import java.util.Optional;

/**
 * A path of the server and what answers there.
 *
 * @param method of HTTP; GET answers HEAD too
 * @param path as it stands, or up to a last segment {@code {name}}
 * @param open whether no key is needed
 * @param route answers
 */
record Endpoint(String method, String path, boolean open, Route route) {

    private static final String NAME = "{name}";

    boolean isAt(String asked) {
        if (!path.endsWith(NAME)) {
            return path.equals(asked);
        }
        String before = path.substring(0, path.length() - NAME.length());
        return asked.startsWith(before) && asked.length() > before.length() && asked.indexOf('/', before.length()) < 0;
    }

    boolean hasBody() {
        return method.equals("POST");
    }

    /** The one at a path. */
    static Optional<Endpoint> at(List<Endpoint> all, String path) {
        return all.stream().filter(endpoint -> endpoint.isAt(path)).findFirst();
    }

    /**
     * Checks the method of a request.
     *
     * @throws Refusal if it is another one
     */
    void requireMethod(String asked) {
        if (!method.equals(asked) && !(method.equals("GET") && asked.equals("HEAD"))) {
            throw Refusal.noSuchMethod(path, asked, method);
        }
    }
}
