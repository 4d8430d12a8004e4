package io.crosscloud.examples.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.AuthException;
import io.crosscloud.examples.web.Pages.Action;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands around the handlers: who is there, which handler it is, whether the form is ours, and the page of an error. */
final class WebApplication implements HttpHandler {
    private static final Pattern ACTION = Pattern.compile("/(connect|callback|disconnect)/([a-z]+)");
    private static final String VISITOR = "visitor";
    private static final Duration A_YEAR = Duration.ofDays(365);

    private final List<Connectable> connectables;
    private final Cookies cookies;
    private final ConnectHandlers handlers;
    private final Pages pages;

    /**
     * An application over the connections {@code salesforce} and {@code engagement} of this manager.
     *
     * @param uri where browsers find it; decides whether cookies are for https only
     */
    WebApplication(SessionManager sessions, URI uri, InstantSource clock) {
        this.connectables = List.of(Connectable.salesforce(sessions, uri), Connectable.engagement(sessions, uri));
        this.cookies = new Cookies(uri.getScheme().equals("https"));
        this.handlers = new ConnectHandlers(sessions, cookies);
        this.pages = new Pages(clock);
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
        Optional<Visitor> known = cookies.find(VISITOR, request.cookies()).flatMap(Visitor::of);
        Visitor visitor = known.orElseGet(Visitor::unknown);
        Answer answer = answer(request, visitor);
        return known.isPresent() ? answer : answer.with("Set-Cookie", cookies.set(VISITOR, visitor.id(), A_YEAR));
    }

    private Answer answer(Request request, Visitor visitor) {
        if (request.path().equals("/")) {
            return request.reads()
                    ? pages.overview(visitor, handlers.overview(visitor, connectables))
                    : pages.wrongMethod("GET, HEAD");
        }
        Matcher path = ACTION.matcher(request.path());
        if (!path.matches()) {
            return pages.notFound();
        }
        Optional<Connectable> target = connectables.stream()
                .filter(connectable -> connectable.connection().equals(path.group(2)))
                .findFirst();
        if (target.isEmpty()) {
            return pages.notFound();
        }
        return switch (path.group(1)) {
            case "callback" -> onCallback(request, visitor, target.get());
            case "connect" -> onForm(request, visitor, Action.CONNECT, target.get());
            default -> onForm(request, visitor, Action.DISCONNECT, target.get());
        };
    }

    /** A login is over when the person is back, however it went. */
    private Answer onCallback(Request request, Visitor visitor, Connectable target) {
        if (!request.is("GET")) {
            return pages.wrongMethod("GET");
        }
        return orFailure(visitor, Action.CONNECT, target, () -> handlers.comeBack(visitor, request, target))
                .with("Set-Cookie", cookies.clear(target.cookie()));
    }

    /** What changes something comes from a form of ours, and from nowhere else. */
    private Answer onForm(Request request, Visitor visitor, Action action, Connectable target) {
        if (!request.is("POST")) {
            return pages.wrongMethod("POST");
        }
        if (!visitor.hasFormToken(request.field(Pages.FORM_TOKEN))) {
            return pages.foreignForm();
        }
        return orFailure(visitor, action, target, () -> switch (action) {
            case CONNECT -> handlers.connect(visitor, target);
            case DISCONNECT -> handlers.disconnect(visitor, target);
        });
    }

    private Answer orFailure(Visitor visitor, Action action, Connectable target, Supplier<Answer> attempt) {
        try {
            return attempt.get();
        } catch (AuthException e) {
            return pages.failure(visitor, action, target, e);
        }
    }
}
