package io.crosscloud.examples;

import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.upgrade.ActiveLogin;
import io.crosscloud.auth.upgrade.ConnectionUpgrade;
import io.crosscloud.auth.upgrade.LegacyCredential;
import io.crosscloud.auth.upgrade.LegacyLogin;
import io.crosscloud.auth.upgrade.UpgradeResult;
import io.crosscloud.examples.bothdirections.StoreFile;
import io.crosscloud.testkit.FakeEngagement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * A whole upgrade: an API user's password before, JWT bearer after, and a rollback in between. The host's own work continues
 * throughout, with whichever login is active.
 */
public final class UpgradeExample {
    private static final String CONNECTION = "engagement";

    private final FakeEngagement cloud;
    private final SessionManager sessions;

    private UpgradeExample(FakeEngagement cloud, SessionManager sessions) {
        this.cloud = cloud;
        this.sessions = sessions;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try (FakeEngagement cloud = FakeEngagement.start()) {
            var jwtBearer = JwtBearerTokenProvider.builder(
                            cloud.tenant(), cloud.clientId(), SigningKey.fromPem(cloud.signingKeyPem()))
                    .build();
            try (StoreFile file = StoreFile.temporary(); // on PostgreSQL or Redis, for several hosts
                    StoreFile.Opened store = file.open();
                    SessionManager sessions = SessionManager.builder()
                            .connection(CONNECTION, jwtBearer)
                            .store(store.tokens(), file.cipher())
                            .build()) {
                new UpgradeExample(cloud, sessions).run();
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        ConnectionUpgrade upgrade = ConnectionUpgrade.builder(
                        sessions,
                        CONNECTION,
                        cloud.user(),
                        LegacyLogin.engagementUser(
                                cloud.tenant(), () -> LegacyCredential.of(cloud.username(), cloud.password())))
                .managedPackage(220)
                .testSend(cloud.triggeredSendKey(), "test.subscriber@acme.example", "test-1")
                .progress(step -> System.out.println("  ... " + step.step().title()))
                .build();

        work("before");
        tell("upgrade", upgrade.run());
        work("after the upgrade");
        tell("rollback", upgrade.rollback());
        work("after the rollback");
        tell("upgrade", upgrade.run());
        tell("finish", upgrade.finish());
        work("at the end");
    }

    /** The host's regular work, with the login that is active on all hosts. */
    private void work(String when) throws IOException, InterruptedException {
        boolean upgraded = ActiveLogin.of(sessions, CONNECTION) == ActiveLogin.NEW;
        int status = upgraded ? byJwtBearer() : byPassword();
        System.out.println(when + ": " + (upgraded ? "JWT bearer" : "password") + ", HTTP " + status);
    }

    private int byJwtBearer() throws IOException, InterruptedException {
        Session session = sessions.session(CONNECTION, cloud.user());
        HttpRequest request = HttpRequest.newBuilder(session.resolve("/platform/v1/tokenContext"))
                .build();
        return session.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** The host's old code, with the password in the header. */
    private int byPassword() throws IOException, InterruptedException {
        String envelope = """
                <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>\
                <Security><UsernameToken><Username>%s</Username><Password>%s</Password></UsernameToken></Security>\
                </soap:Header><soap:Body><RetrieveRequestMsg xmlns="http://exacttarget.com/wsdl/partnerAPI">\
                <RetrieveRequest><ObjectType>BusinessUnit</ObjectType><Properties>ID</Properties></RetrieveRequest>\
                </RetrieveRequestMsg></soap:Body></soap:Envelope>""".formatted(cloud.username(), cloud.password().exposeSecret());
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud.uri() + "/Service.asmx"))
                .header("Content-Type", "text/xml")
                .POST(BodyPublishers.ofString(envelope))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static void tell(String what, UpgradeResult result) {
        System.out.println(what + ": " + result.getClass().getSimpleName());
        System.out.println(result.report().toText());
    }
}
