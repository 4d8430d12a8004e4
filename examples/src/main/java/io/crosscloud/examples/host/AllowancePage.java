package io.crosscloud.examples.host;

import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.User;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A page of a host application that shows a person how many API requests their org has left. */
public final class AllowancePage {
    private final SessionManager sessions;
    private final ConnectedAppLogin login;

    /** A page over the connection {@code salesforce}, whose logins come back to this URI. */
    public AllowancePage(SessionManager sessions, URI redirectUri) {
        this.sessions = sessions;
        this.login =
                ConnectedAppLogin.builder(sessions, "salesforce", redirectUri).build();
    }

    /** What the page shows. */
    public sealed interface View {
        /** The answer of the org. */
        record Allowance(String json) implements View {}

        /** A button that begins a login. */
        record LogIn(LoginRequest login) implements View {}

        /** A word of apology. */
        record NotNow() implements View {}
    }

    /** {@code GET /allowance}. */
    public View show(String person) throws IOException, InterruptedException {
        Session session = sessions.session("salesforce", User.of(person));
        try {
            HttpRequest request = HttpRequest.newBuilder(session.resolve("/services/data/v64.0/limits"))
                    .build();
            HttpResponse<String> answer = session.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? new View.Allowance(answer.body()) : new View.NotNow();
        } catch (LoginRequiredException e) {
            return new View.LogIn(login.begin(User.of(person)));
        } catch (TryLaterException e) {
            return new View.NotNow();
        }
    }

    /** {@code GET /callback}: the cookie, and the URI that the browser came with. */
    public void comeBack(String cookie, URI callback) {
        login.complete(cookie, callback);
    }
}
