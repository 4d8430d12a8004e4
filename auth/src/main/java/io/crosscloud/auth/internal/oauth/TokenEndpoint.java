package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.net.URI;
import java.time.Instant;

/** A server's token endpoint (RFC 6749 section 3.2). Thread-safe; blocking; sends each request once. */
public final class TokenEndpoint {
    private final AuthorizationServer server;
    private final HttpSender sender;
    private final ServerClock clock;
    private final Shared shared = new Shared();

    /** The token endpoint of a server. */
    public TokenEndpoint(AuthorizationServer server, HttpSender sender, ServerClock clock) {
        this.server = server;
        this.sender = sender;
        this.clock = clock;
    }

    /** The server. */
    public AuthorizationServer server() {
        return server;
    }

    /** The clock that learns from the server's answers. */
    public ServerClock clock() {
        return clock;
    }

    /** The endpoint that says whom a token of this server speaks for. */
    public UserInfoEndpoint userInfo() {
        return new UserInfoEndpoint(server, sender);
    }

    /** What verifies this server's {@code id_token}s. */
    public IdTokens idTokens() {
        return new IdTokens(server, sender, clock);
    }

    /** The endpoint that takes tokens of this server back. */
    RevocationEndpoint revocation() {
        return new RevocationEndpoint(server, sender, clock);
    }

    /** The endpoint that says when a token of this server ends. */
    Introspection introspection() {
        return new Introspection(server, sender, clock);
    }

    /** Reads something that anybody may read from the server, over the same wire, and learns the server's time. */
    public HttpReply get(URI uri) {
        HttpReply reply = sender.send(HttpCall.get(uri));
        clock.observe(reply.headers());
        return reply;
    }

    /** Reads something that a token opens, over the same wire. */
    public HttpReply get(URI uri, AccessToken token) {
        return sender.send(HttpCall.get(uri).header("Authorization", token.exposeAuthorizationHeader()));
    }

    /**
     * Asks for a token.
     *
     * @param sendBy by when the request must have left
     * @throws io.crosscloud.error.AuthException if the server did not grant one, or the request was late
     */
    public TokenGrant request(GrantRequest request, Deadline sendBy) {
        Instant sentAt = clock.now();
        HttpReply reply = sender.send(request.toCall(server).sendBy(sendBy));
        clock.observe(reply.headers());
        if (reply.status() / 100 == 3) {
            throw new Refusal(server, request, reply, clock).redirected();
        }
        if (reply.succeeded()) {
            return new TokenAnswer(server, request, reply, clock, shared).grant(sentAt);
        }
        throw new Refusal(server, request, reply, clock).toException();
    }
}
