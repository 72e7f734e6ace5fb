package io.dlmone.serve;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Answers the requests to a path. */
interface Route {

    /**
     * A request whose body is there.
     *
     * @param path of the request
     * @param body empty for methods without one
     * @param left what is left of its time
     * @param executor for work on the answer
     */
    record Call(String path, byte[] body, Duration left, Executor executor) {}

    /**
     * Answers, now or later.
     *
     * @throws Refusal or {@link io.dlmone.error.UserException} for a request that cannot be served
     */
    CompletableFuture<Answer> answer(Call call);
}
