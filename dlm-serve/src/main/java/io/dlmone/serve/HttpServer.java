package io.dlmone.serve;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty, as this server needs it. */
final class HttpServer {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationServer.class);
    private static final int THREADS = 64;

    private final Server server;
    private final ServerConnector connector;
    private final ServerOptions options;
    private volatile int port;

    /** Serves endpoints at the address, once it is started. */
    HttpServer(List<Endpoint> endpoints, ServerOptions options, Metrics metrics) {
        QueuedThreadPool pool = new QueuedThreadPool(THREADS);
        pool.setName("dlm-serve");
        this.options = options;
        this.server = new Server(pool);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        this.connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(options.host());
        connector.setPort(options.port());
        server.addConnector(connector);
        server.setStopTimeout(options.drainLimit().toMillis());
        server.setErrorHandler((request, response, callback) -> Front.refuse(
                Answer.error(response.getStatus(), HttpStatus.getMessage(response.getStatus())), response, callback));
        server.setHandler(new Draining(new Front(endpoints, options, metrics, pool)));
    }

    /** Lets the requests under way come to their end when the server stops, and refuses new ones. */
    private static final class Draining extends GracefulHandler {

        Draining(Front front) {
            super(front);
        }

        @Override
        protected void handleShutdownRejection(Request request, Response response, Callback callback) {
            Front.refuse(Answer.of(Refusal.shuttingDown()), response, callback);
        }
    }

    /**
     * Begins to listen.
     *
     * @throws UserException if that is not possible at the address
     */
    void start() {
        try {
            server.start();
            port = connector.getLocalPort(); // a closed connector has none
        } catch (Exception e) {
            stop();
            if (e instanceof IOException || e instanceof UnresolvedAddressException) {
                Throwable reason = e.getCause() == null ? e : e.getCause();
                throw new UserException(new Problem(
                        ErrorId.SERVE_8,
                        "setting host " + options.host() + ", setting port " + options.port(),
                        "an address of this machine where nobody listens",
                        reason.getMessage() == null ? "an address that is not known" : reason.getMessage(),
                        "Choose another setting port or setting host."));
            }
            throw new IllegalStateException("the server does not start", e);
        }
    }

    /** Where it listens, or listened before it stopped. */
    URI uri() {
        String host = options.host().indexOf(':') >= 0 ? "[" + options.host() + "]" : options.host();
        return URI.create("http://" + host + ":" + port);
    }

    boolean isLocal() {
        return new InetSocketAddress(options.host(), 0).getAddress().isLoopbackAddress();
    }

    /** Refuses new connections, waits for the requests under way, then stops. */
    void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn(
                    "Some requests were not answered within {} ms.",
                    options.drainLimit().toMillis());
        }
    }
}
