package io.crosscloud.testkit.internal.http;

import io.crosscloud.testkit.internal.http.Transmission.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One client's connection: request, answer, request, answer, until either side ends it. */
final class Connection implements Runnable {
    private static final System.Logger LOG = System.getLogger(FakeServer.class.getPackageName());

    private final Socket socket;
    private final FakeServer server;
    private final Handler handler;
    private final @Nullable SSLSocketFactory tls;
    private @Nullable Runnable over;

    Connection(Socket socket, FakeServer server, Handler handler, @Nullable SSLSocketFactory tls) {
        this.socket = socket;
        this.server = server;
        this.handler = handler;
        this.tls = tls;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            if (tls == null) {
                converse(socket);
            } else {
                try (Socket secure = tls.createSocket(socket, null, true)) {
                    converse(secure);
                }
            }
        } catch (IOException clientGone) {
            LOG.log(Level.TRACE, "the client ended the connection", clientGone);
        } finally {
            server.ended(this);
            finish();
        }
    }

    private void finish() {
        Runnable hook = over;
        over = null;
        if (hook != null) {
            hook.run();
        }
    }

    /** Ends the connection from another thread; the other side sees an orderly end. */
    void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            LOG.log(Level.TRACE, "the connection was already gone", alreadyGone);
        }
    }

    private void converse(Socket stream) throws IOException {
        OutputStream out = stream.getOutputStream();
        RequestReader reader = new RequestReader(stream.getInputStream(), out);
        ResponseWriter writer = new ResponseWriter(out, server::date, server::pause);
        Ending ending = Ending.KEEP_ALIVE;
        while (ending == Ending.KEEP_ALIVE) {
            finish();
            ending = exchange(reader, writer);
        }
        if (ending == Ending.RESET) {
            socket.setSoLinger(true, 0);
            socket.close();
        } else if (ending == Ending.STALL) {
            reader.untilClosed();
        }
    }

    private Ending exchange(RequestReader reader, ResponseWriter writer) throws IOException {
        RequestHead head;
        FakeRequest request;
        try {
            head = reader.head();
            if (head == null) {
                return Ending.CLOSE;
            }
            request = FakeRequest.of(head, reader.body(head));
        } catch (BadRequestException bad) {
            return writer.write(null, FakeResponse.text(bad.status(), bad.reason()));
        }
        FakeResponse response = answer(request);
        over = response.delivery().over();
        return writer.write(head, response);
    }

    private FakeResponse answer(FakeRequest request) {
        try {
            return handler.handle(request);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "the fake failed on " + request.method() + " " + request.path(), bug);
            return FakeResponse.text(500, "The fake failed: " + bug);
        }
    }
}
