package io.dlmone.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Server-sent events, kept until they can be sent: each goes out when the client has taken those before it, and no
 * thread waits for that. Thread-safe.
 */
final class Events {

    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private Response response;
    private Callback callback;
    private boolean sending;
    private boolean ended;
    private boolean done;

    /** Adds an event; none after the end. */
    void send(String name, Map<String, Object> data) {
        byte[] event = event(name, Answer.line(data).getBytes(StandardCharsets.UTF_8));
        synchronized (this) {
            if (!ended) {
                waiting.writeBytes(event);
                next();
            }
        }
    }

    /** Adds the last event, whose data is JSON on one line; none of another thread comes behind it. */
    void end(String name, byte[] data) {
        byte[] event = event(name, data);
        synchronized (this) {
            if (!ended) {
                waiting.writeBytes(event);
                end();
            }
        }
    }

    private static byte[] event(String name, byte[] data) {
        return ("event: " + name + "\ndata: " + new String(data, StandardCharsets.UTF_8) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Adds no more. */
    synchronized void end() {
        ended = true;
        next();
    }

    /** Begins to send; the callback is told when all is sent, or the client is gone. */
    synchronized void to(Response client, Callback whenSent) {
        response = client;
        callback = whenSent;
        next();
    }

    /** Whether nobody takes any more of them. */
    synchronized boolean isDone() {
        return ended || done;
    }

    private void next() {
        if (response == null || sending || done || waiting.size() == 0 && !ended) {
            return;
        }
        boolean last = ended;
        ByteBuffer bytes = ByteBuffer.wrap(waiting.toByteArray());
        waiting.reset();
        sending = true;
        response.write(last, bytes, Callback.from(() -> sent(last), this::failed));
    }

    private void sent(boolean last) {
        synchronized (this) {
            sending = false;
            done = last;
            next();
        }
        if (last) {
            callback.succeeded();
        }
    }

    private void failed(Throwable reason) {
        synchronized (this) {
            done = true;
        }
        callback.failed(reason);
    }
}
