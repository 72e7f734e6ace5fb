package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class EventsTest {

    @Test
    void nothingComesBehindTheLast() {
        byte[] data = "{}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 500; i++) {
            Events events = new Events();
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            CompletableFuture<Void> whole = new CompletableFuture<>();
            events.to(into(sent), Callback.from(() -> whole.complete(null), whole::completeExceptionally));
            CompletableFuture<Void> steps = CompletableFuture.runAsync(() -> {
                while (!events.isDone()) {
                    events.send("step", Map.of());
                }
            });
            while (sent.size() == 0) {
                Thread.onSpinWait();
            }
            events.end("error", data);
            whole.join();
            steps.join();
            assertThat(sent.toString(StandardCharsets.UTF_8)).endsWith("event: error\ndata: {}\n\n");
        }
    }

    /** A client that takes everything at once. */
    private static Response into(ByteArrayOutputStream sent) {
        return (Response) Proxy.newProxyInstance(
                Response.class.getClassLoader(), new Class<?>[] {Response.class}, (proxy, method, arguments) -> {
                    ByteBuffer bytes = (ByteBuffer) arguments[1];
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    synchronized (sent) {
                        sent.writeBytes(copy);
                    }
                    ((Callback) arguments[2]).succeeded();
                    return null;
                });
    }
}
