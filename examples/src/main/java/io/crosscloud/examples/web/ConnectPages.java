package io.crosscloud.examples.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.session.SessionStatus;
import io.crosscloud.error.AuthException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages on which a person connects and disconnects. Nothing is kept here: who is there stands in one cookie, a login
 * that has begun in another, and sessions with the manager, so any host of a fleet can answer any request. Thread-safe.
 */
final class ConnectPages implements HttpHandler {
    private static final Pattern ACTION = Pattern.compile("/(connect|callback|disconnect)/([a-z]+)");
    private static final String VISITOR = "visitor";
    private static final Duration A_YEAR = Duration.ofDays(365);
    private static final Duration TIME_TO_LOG_IN = Duration.ofMinutes(10);

    private final SessionManager sessions;
    private final List<Connectable> connectables;
    private final Cookies cookies;
    private final Pages pages;

    /** @param application where browsers find these pages; it decides whether cookies are for https only */
    ConnectPages(SessionManager sessions, URI application, InstantSource clock) {
        this.sessions = sessions;
        this.connectables = List.of(
                Connectable.salesforce(sessions, application), Connectable.engagement(sessions, application));
        this.cookies = new Cookies(application.getScheme().equals("https"));
        this.pages = new Pages(clock);
    }

    /** {@code POST /connect/…}: sends the person to the cloud, and leaves with the browser what the login needs. */
    private Answer connect(Connectable target, Visitor visitor) {
        LoginRequest begun = target.login().begin(visitor.user());
        return Answer.seeOther(begun.authorizationUri())
                .with("Set-Cookie", cookies.set(target.cookie(), begun.sealed(), TIME_TO_LOG_IN));
    }

    /** {@code GET /callback/…}: the person is back, with or without a code. */
    private Answer comeBack(Connectable target, Request request) {
        String sealed = cookies.find(target.cookie(), request.cookies()).orElse("");
        target.login().complete(sealed, request.uri());
        return overviewAt(target);
    }

    /** {@code POST /disconnect/…}: ends the access itself, not only the page's knowledge of it. */
    private Answer disconnect(Connectable target, Visitor visitor) {
        session(target, visitor).revoke();
        return overviewAt(target);
    }

    /** {@code GET /}: who is connected, until when. A session that can be renewed is; that needs nobody. */
    private Answer overview(Visitor visitor) {
        List<Pages.Card> cards = connectables.stream()
                .map(target -> new Pages.Card(target, standing(session(target, visitor))))
                .toList();
        return pages.overview(visitor, cards);
    }

    private static SessionStatus standing(Session session) {
        try {
            session.accessToken();
        } catch (AuthException e) {
            // The status says why.
        }
        return session.status();
    }

    private Session session(Connectable target, Visitor visitor) {
        return sessions.session(target.connection(), visitor.user());
    }

    private static Answer overviewAt(Connectable target) {
        return Answer.seeOther(URI.create("/#" + target.connection()));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = Request.read(exchange);
            Optional<Answer> file = StaticFiles.find(request.path());
            (file.isPresent() ? file.get() : answer(request)).send(exchange);
        }
    }

    private Answer answer(Request request) {
        Optional<Visitor> known =
                cookies.find(VISITOR, request.cookies()).flatMap(Visitor::of);
        Visitor visitor = known.orElseGet(Visitor::unknown);
        Answer answer = answer(request, visitor);
        return known.isPresent()
                ? answer
                : answer.with("Set-Cookie", cookies.set(VISITOR, visitor.id(), A_YEAR));
    }

    private Answer answer(Request request, Visitor visitor) {
        if (request.path().equals("/")) {
            return request.isGet() ? overview(visitor) : pages.wrongMethod("GET");
        }
        Matcher action = ACTION.matcher(request.path());
        if (!action.matches()) {
            return pages.notFound();
        }
        Optional<Connectable> target = connectables.stream()
                .filter(one -> one.connection().equals(action.group(2)))
                .findFirst();
        if (target.isEmpty()) {
            return pages.notFound();
        }
        return switch (action.group(1)) {
            case "callback" -> onGet(request, visitor, target.get());
            case "connect" -> onPost(request, visitor, target.get(), () -> connect(target.get(), visitor));
            default -> onPost(request, visitor, target.get(), () -> disconnect(target.get(), visitor));
        };
    }

    /** A login is over when the person is back, however it went. */
    private Answer onGet(Request request, Visitor visitor, Connectable target) {
        return request.isGet()
                ? orFailure(visitor, target, () -> comeBack(target, request))
                        .with("Set-Cookie", cookies.clear(target.cookie()))
                : pages.wrongMethod("GET");
    }

    /** What changes something comes from a form of ours, and from nowhere else. */
    private Answer onPost(Request request, Visitor visitor, Connectable target, Supplier<Answer> action) {
        if (!request.isPost()) {
            return pages.wrongMethod("POST");
        }
        return visitor.hasFormToken(request.field(Pages.FORM_TOKEN))
                ? orFailure(visitor, target, action)
                : pages.foreignForm();
    }

    private Answer orFailure(Visitor visitor, Connectable target, Supplier<Answer> action) {
        try {
            return action.get();
        } catch (AuthException e) {
            return pages.failure(visitor, target, e);
        }
    }
}
