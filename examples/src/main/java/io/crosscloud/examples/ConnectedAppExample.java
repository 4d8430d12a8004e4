package io.crosscloud.examples;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.session.User;
import io.crosscloud.testkit.FakeSalesforce;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A person logs in once, in a web application of the host's: two of its pages, and the cookie between them. */
public final class ConnectedAppExample {
    private ConnectedAppExample() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (FakeSalesforce cloud = FakeSalesforce.start()) {
            var provider = ConnectedAppTokenRefresher.builder(
                            cloud.org(), cloud.clientId(), ClientAuthentication.secret(cloud.clientSecret()))
                    .build();
            try (SessionManager sessions =
                    SessionManager.builder().connection("salesforce", provider).build()) {
                var login = ConnectedAppLogin.builder(sessions, "salesforce", cloud.redirectUri())
                        .build();

                // GET /login: begun.sealed() goes into an HttpOnly cookie, and the browser to begun.authorizationUri().
                LoginRequest begun = login.begin(User.of("marta"));

                // The person logs in and approves, on pages of the cloud. Here a browser without a person does.
                URI callback = cloud.login(begun.authorizationUri());

                // GET /callback: the cookie, and the URI that the browser came with.
                Session session = login.complete(begun.sealed(), callback);

                System.out.println("Marta is logged in. " + limits(session));
            }
        }
    }

    private static String limits(Session session) throws IOException, InterruptedException {
        URI limits = session.resolve("/services/data/v64.0/limits");
        HttpRequest request = HttpRequest.newBuilder(limits).build();
        return session.send(request, BodyHandlers.ofString()).body();
    }
}
