package io.crosscloud.examples;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.testkit.FakeEngagement;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** One connection, several business units: an Engagement token acts in exactly one, so each has a session of its own. */
public final class BusinessUnitsExample {
    private BusinessUnitsExample() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (FakeEngagement cloud = FakeEngagement.start()) {
            var provider = ClientCredentialsTokenProvider.builder(
                            cloud.tenant(), cloud.clientId(), ClientAuthentication.secret(cloud.clientSecret()))
                    .build();
            try (SessionManager sessions =
                    SessionManager.builder().connection("engagement", provider).build()) {
                SessionKey integration = SessionKey.of("engagement", User.integration());
                for (BusinessUnit unit : List.of(cloud.businessUnit(), cloud.childBusinessUnit())) {
                    Session session = sessions.session(integration.in(unit));
                    System.out.println(session.key() + " acts in " + tokenContext(session));
                }
            }
        }
    }

    private static String tokenContext(Session session) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(session.resolve("/platform/v1/tokenContext"))
                .build();
        return session.send(request, BodyHandlers.ofString()).body();
    }
}
