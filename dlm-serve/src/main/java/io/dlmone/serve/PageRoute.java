package io.dlmone.serve;

import io.dlmone.student.page.Page;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The page at {@code /} and its files. It asks this server as any client does, and loads nothing from elsewhere.
 *
 * @param answers by path
 */
record PageRoute(Map<String, Answer> answers) implements Route {

    static final String ASSETS = "/page/{name}";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-cache");

    static PageRoute of(Models models) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        ServedModel first = models.all().iterator().next();
        Page.files(first.layout()).forEach(file -> add(answers, file));
        add(answers, Page.File.resource(PageRoute.class, "home.js", "page/home.js"));
        return new PageRoute(Map.copyOf(answers));
    }

    private static void add(Map<String, Answer> answers, Page.File file) {
        String path = file.path().equals(Page.INDEX) ? "/" : "/" + file.path();
        answers.put(path, new Answer(200, file.type(), file.content(), HEADERS));
    }

    @Override
    public CompletableFuture<Answer> answer(Call call) {
        Answer answer = answers.get(call.path());
        if (answer == null) {
            throw Refusal.noSuchPath(call.path());
        }
        return CompletableFuture.completedFuture(answer);
    }
}
