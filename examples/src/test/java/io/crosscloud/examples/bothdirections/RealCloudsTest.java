package io.crosscloud.examples.bothdirections;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.token.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The environment's way to a real org and tenant, which here are fakes. */
class RealCloudsTest extends TwoFakeClouds {
    private static final String OPEN = "open this page";

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void nameTheClouds() {
        environment.putAll(namesOfTheClouds());
    }

    @Test
    void clientCredentials_goBothWays() {
        useClientCredentialsForEngagement();
        environment.put(
                "CROSSCLOUD_ENGAGEMENT_BUSINESS_UNIT",
                engagement.childBusinessUnit().toString());
        environment.put("CROSSCLOUD_SALESFORCE_GRANT", "client_credentials");
        environment.put(
                "CROSSCLOUD_SALESFORCE_CLIENT_SECRET", salesforce.clientSecret().exposeSecret());

        assertThat(run()).as(text(err)).isZero();

        assertThat(text(out)).contains("business unit " + engagement.childBusinessUnit());
        assertThat(engagement).receivedTokenRequests(1).ofGrant("client_credentials");
        assertThat(salesforce).receivedTokenRequests(1).ofGrant("client_credentials");
    }

    @Test
    void jwtBearer_goesBothWays() throws IOException {
        String grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        environment.put("CROSSCLOUD_ENGAGEMENT_GRANT", "jwt_bearer");
        environment.put("CROSSCLOUD_ENGAGEMENT_USER", engagement.username());
        environment.put("CROSSCLOUD_ENGAGEMENT_KEY", file("engagement.pem", engagement.signingKeyPem()));
        environment.put("CROSSCLOUD_SALESFORCE_GRANT", "jwt_bearer");
        environment.put("CROSSCLOUD_SALESFORCE_USER", salesforce.username());
        environment.put("CROSSCLOUD_SALESFORCE_KEY", file("salesforce.pem", salesforce.signingKeyPem()));

        assertThat(run()).as(text(err)).isZero();

        assertThat(engagement).receivedTokenRequests(1).ofGrant(grant);
        assertThat(salesforce).receivedTokenRequests(1).ofGrant(grant);
    }

    @Test
    void login_comesBackToThisMachine_andLastsUntilTheNextRun() {
        URI redirectUri = URI.create("http://127.0.0.1:" + freePort() + "/callback");
        ClientId clientId = ClientId.of("3MVG9.an.app.for.this.machine");
        salesforce.put(ConnectedApp.of(clientId, Secret.of("its-secret"), redirectUri));
        useClientCredentialsForEngagement();
        environment.put("CROSSCLOUD_SALESFORCE_CLIENT_ID", clientId.value());
        environment.put("CROSSCLOUD_SALESFORCE_CLIENT_SECRET", "its-secret");
        environment.put("CROSSCLOUD_SALESFORCE_REDIRECT_URI", redirectUri.toString());
        environment.put("CROSSCLOUD_STORE", directory.resolve("sessions").toString());
        environment.put("CROSSCLOUD_STORE_KEY", Base64.getEncoder().encodeToString(new byte[32]));

        assertThat(run()).as(text(err)).isZero();
        assertThat(text(out)).contains(OPEN, "Logins: 1.");
        out.reset();
        assertThat(run()).as(text(err)).isZero();
        assertThat(text(out)).contains("Logins: 0.").doesNotContain(OPEN);

        assertThat(salesforce).receivedTokenRequests(1).ofGrant("authorization_code");
    }

    @Test
    void grantThatDoesNotExist_isToldWithThoseThatDo() {
        environment.put("CROSSCLOUD_ENGAGEMENT_GRANT", "password");

        assertThat(run()).isEqualTo(1);

        assertThat(text(err)).contains("\"password\" (expected: client_credentials (if unset) or jwt_bearer)");
        assertThat(engagement).receivedRequests(0);
    }

    @Test
    void cloudThatRefuses_isToldWithItsRemedy() {
        environment.put("CROSSCLOUD_ENGAGEMENT_CLIENT_SECRET", "not-the-secret");
        environment.put("CROSSCLOUD_SALESFORCE_GRANT", "client_credentials");
        environment.put(
                "CROSSCLOUD_SALESFORCE_CLIENT_SECRET", salesforce.clientSecret().exposeSecret());

        assertThat(run()).isEqualTo(1);

        assertThat(text(err)).contains("invalid_client", "client secret").doesNotContain("not-the-secret", "Exception");
    }

    private void useClientCredentialsForEngagement() {
        environment.put(
                "CROSSCLOUD_ENGAGEMENT_CLIENT_SECRET", engagement.clientSecret().exposeSecret());
    }

    private int run() {
        return BothDirections.run(
                environment,
                new PrintStream(new Onlooker(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** Keeps what is printed, and has a person open the page that is named there. */
    private final class Onlooker extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            out.write(b);
            line.write(b);
            if (b != '\n') {
                return;
            }
            String text = text(line).strip();
            line.reset();
            if (text.startsWith(OPEN)) {
                URI page = URI.create(text.substring(OPEN.length()).strip());
                new Thread(() -> visit(salesforce.login(page)), "person").start();
            }
        }
    }

    private static void visit(URI callback) {
        try {
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(callback).build(), BodyHandlers.discarding());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
