package io.crosscloud.examples;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.connectedapp.LoopbackLogin;
import io.crosscloud.auth.diagnosis.ConnectionDoctor;
import io.crosscloud.auth.diagnosis.Diagnosis;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.auth.store.jdbc.JdbcTokenStore;
import io.crosscloud.auth.upgrade.ActiveLogin;
import io.crosscloud.auth.upgrade.ConnectionUpgrade;
import io.crosscloud.auth.upgrade.LegacyCredential;
import io.crosscloud.auth.upgrade.LegacyLogin;
import io.crosscloud.auth.upgrade.UpgradeResult;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The code of the README, which {@link ReadmeTest} compares. It is compiled, and not run. */
final class ReadmeSnippets {
    private ReadmeSnippets() {}

    static void bothDirections(DataSource dataSource, Secret key) throws IOException, InterruptedException {
        // readme: both directions
        // Salesforce into Engagement: JWT bearer. No Engagement password exists anywhere.
        var tenant = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
        var intoEngagement = JwtBearerTokenProvider.builder(
                        tenant, ClientId.of("…"), SigningKey.fromPem(Path.of("connect.pem")))
                .businessUnit(BusinessUnit.of(7281698))
                .build();

        // Engagement into Salesforce: connected app. The user logged in once; after that it is automatic.
        var intoSalesforce = ConnectedAppTokenRefresher.builder(
                        SalesforceOrg.myDomain("acme"), ClientId.of("…"), ClientAuthentication.secret(Secret.of("…")))
                .build();

        try (var sessions = SessionManager.builder()
                .connection("engagement", intoEngagement)
                .connection("salesforce", intoSalesforce)
                .store(JdbcTokenStore.create(dataSource), TokenCipher.aes256(key)) // default: in memory
                .build()) {

            Session session = sessions.session("engagement", User.of("api.user@acme.example"));

            // Sends a valid token, normally from the cache. If it has expired all the same: one refresh, one retry.
            var request = HttpRequest.newBuilder(session.resolve("/platform/v1/tokenContext"));
            System.out.println(
                    session.send(request.build(), BodyHandlers.ofString()).body());
        }
        // readme: end
    }

    static void doctor(SessionManager sessions) {
        // readme: doctor
        Diagnosis diagnosis = ConnectionDoctor.builder(sessions, SessionKey.of("engagement", User.integration()))
                .secretMadeAt(Instant.parse("2026-06-30T00:00:00Z"))
                .build()
                .examine();

        System.out.println(diagnosis.toText()); // or toHtml(), or one by one: diagnosis.findings()
        // readme: end
    }

    static void upgrade(SessionManager sessions, Supplier<Secret> vault) {
        var tenant = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
        var user = User.of("api.user@acme.example");
        // readme: upgrade
        var upgrade = ConnectionUpgrade.builder(
                        sessions,
                        "engagement", // the new login, as above
                        user,
                        LegacyLogin.engagementUser(tenant, () -> LegacyCredential.of(user.name(), vault.get())))
                .offPeak(LocalTime.of(22, 0), LocalTime.of(5, 0), ZoneId.of("Europe/Paris"))
                .managedPackage(220)
                .build();

        UpgradeResult result = upgrade.run(); // or rollback(); in the end finish()
        System.out.println(result.report().toText());

        // Your code, on every host, before it talks to Engagement:
        boolean withoutPassword = ActiveLogin.of(sessions, "engagement") == ActiveLogin.NEW;
        // readme: end
        assert withoutPassword;
    }

    static Session login(SessionManager sessions, URI redirectUri, URI callbackUri) {
        // readme: login
        var login =
                ConnectedAppLogin.builder(sessions, "salesforce", redirectUri).build();

        // GET /login: send the browser to begun.authorizationUri(), keep begun.sealed() in an HttpOnly cookie.
        LoginRequest begun = login.begin(User.of("marta"));

        // GET /callback: checks state and PKCE, stores the refresh token, and knows the identity.
        Session session = login.complete(begun.sealed(), callbackUri);
        // readme: end
        return session;
    }

    static Session loginOfAProgram(SessionManager sessions) throws InterruptedException {
        // readme: login of a program
        Session session = LoopbackLogin.builder(
                        redirectUri -> ConnectedAppLogin.builder(sessions, "salesforce", redirectUri)
                                .build(),
                        page -> System.out.println("Your browser opens, or you open " + page),
                        URI.create("http://localhost:1717/callback"))
                .or(URI.create("http://localhost:1718/callback"))
                .build()
                .logIn(User.of("marta"));
        // readme: end
        return session;
    }
}
