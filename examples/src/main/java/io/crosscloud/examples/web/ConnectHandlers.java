package io.crosscloud.examples.web;

import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.session.SessionStatus;
import io.crosscloud.error.AuthException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What a host's web developer copies: the handlers behind "Connect" and "Disconnect", and how the page knows who is
 * connected. Nothing is kept here: a login that has begun stands in a cookie, and sessions with the manager, so any host of
 * a fleet can answer any request. Thread-safe; blocking, as the clouds are asked. Each may throw {@link AuthException}, whose
 * remedy is what the person is told.
 */
final class ConnectHandlers {
    private static final URI OVERVIEW = URI.create("/");
    private static final Duration TIME_TO_LOG_IN = Duration.ofMinutes(10);

    private final SessionManager sessions;
    private final Cookies cookies;

    ConnectHandlers(SessionManager sessions, Cookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    /** {@code POST /connect/…}: sends the person to the cloud, and leaves with the browser what the login needs. */
    Answer connect(Visitor visitor, Connectable target) {
        LoginRequest begun = target.login().begin(visitor.user());
        return Answer.seeOther(begun.authorizationUri())
                .with("Set-Cookie", cookies.set(target.cookie(), begun.sealed(), TIME_TO_LOG_IN));
    }

    /** {@code GET /callback/…}: the person is back, with a code or without. */
    Answer comeBack(Visitor visitor, Request request, Connectable target) {
        String sealed = cookies.find(target.cookie(), request.cookies()).orElse("");
        target.login().complete(visitor.user(), sealed, request.uri());
        return Answer.seeOther(OVERVIEW);
    }

    /** {@code POST /disconnect/…}: ends the access itself, at the cloud too, and not only what the page knows of it. */
    Answer disconnect(Visitor visitor, Connectable target) {
        session(visitor, target).revoke();
        return Answer.seeOther(OVERVIEW);
    }

    /** {@code GET /}: who is connected, until when. A session whose token is over gets another, without the person. */
    List<Pages.Card> overview(Visitor visitor, List<Connectable> targets) {
        return targets.stream()
                .map(target -> new Pages.Card(target, standing(session(visitor, target))))
                .toList();
    }

    private static SessionStatus standing(Session session) {
        try {
            session.accessToken();
        } catch (AuthException e) {
            // The status says why.
        }
        return session.status();
    }

    private Session session(Visitor visitor, Connectable target) {
        return sessions.session(target.connection(), visitor.user());
    }
}
