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

    private boolean takes(String asked) {
        return method.equals(asked) || method.equals("GET") && asked.equals("HEAD");
    }

    boolean hasBody() {
        return method.equals("POST");
    }

    /**
     * The one that answers a request.
     *
     * @throws Refusal if none does
     */
    static Endpoint of(List<Endpoint> all, String method, String path) {
        Optional<Endpoint> found =
                all.stream().filter(endpoint -> endpoint.isAt(path)).findFirst();
        Endpoint endpoint = found.orElseThrow(() -> Refusal.noSuchPath(shown(path)));
        if (!endpoint.takes(method)) {
            throw Refusal.noSuchMethod(shown(path), shown(method), endpoint.method());
        }
        return endpoint;
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }
}
