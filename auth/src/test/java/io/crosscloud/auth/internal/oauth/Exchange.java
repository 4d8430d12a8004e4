package io.crosscloud.auth.internal.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ScriptedServer;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A token endpoint in front of a scripted server, for both clouds. */
public final class Exchange implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final String SENT_REFRESH_TOKEN = "5Aep861-CANARY-refresh==";
    static final String SENT_SECRET = "CANARY/client secret";

    public final ScriptedServer server = ScriptedServer.start();
    public final TestClock clock = TestClock.startingAt(NOW);
    public final List<AuthEvent> events = new ArrayList<>();

    /** Salesforce, as far as the client knows. */
    public SalesforceOrg org() {
        return compatible().withSalesforceBehind();
    }

    /** A server of somebody else's in Salesforce's place. */
    public SalesforceOrg compatible() {
        return SalesforceOrg.at(server.uri());
    }

    public EngagementTenant tenant() {
        return EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm").withAuthBase(server.uri());
    }

    AuthorizationServer of(Cloud cloud) {
        return cloud == Cloud.SALESFORCE ? org() : tenant();
    }

    TokenEndpoint endpoint(Cloud cloud, Duration timeout) {
        return endpoint(of(cloud), timeout);
    }

    TokenEndpoint endpoint(AuthorizationServer of, Duration timeout) {
        return new TokenEndpoint(
                of, HttpSender.of(of.cloud(), null, timeout), new ServerClock(clock, of.cloud(), events::add));
    }

    TokenGrant granted(Cloud cloud, GrantRequest request) {
        TokenGrant grant = endpoint(cloud, Duration.ofSeconds(30)).request(request, Deadline.none());
        assertThat(server.requests()).hasSize(1);
        return grant;
    }

    AuthException refused(Cloud cloud, GrantRequest request) {
        return refused(cloud, request, Duration.ofSeconds(30));
    }

    /** The failure, of which nothing may show what was sent, and which nothing may have sent twice. */
    AuthException refused(Cloud cloud, GrantRequest request, Duration timeout) {
        return refused(of(cloud), request, timeout);
    }

    AuthException refused(AuthorizationServer of, GrantRequest request, Duration timeout) {
        AuthException refused = catchThrowableOfType(
                AuthException.class, () -> endpoint(of, timeout).request(request, Deadline.none()));
        assertThat(refused).as("a failure").isNotNull();
        assertThat(server.requests()).hasSize(1);
        assertThat(refused.cloud()).contains(of.cloud());
        for (Throwable part = refused; part != null; part = part.getCause()) {
            assertThat(part.toString()).doesNotContain("CANARY").matches("[\\x20-\\x7e\\n…]*");
        }
        assertThat(refused.errorDescription().orElse("")).doesNotContain("CANARY");
        return refused;
    }

    static GrantRequest jwt() {
        return GrantRequest.of(GrantTypes.JWT_BEARER).withSecret("assertion", "eyJ.CANARY.sig");
    }

    static GrantRequest clientCredentials() {
        return GrantRequest.of(GrantTypes.CLIENT_CREDENTIALS).withSecret("client_secret", SENT_SECRET);
    }

    static GrantRequest refresh() {
        return GrantRequest.of(GrantTypes.REFRESH_TOKEN)
                .with(RefreshToken.of(SENT_REFRESH_TOKEN))
                .withSecret("client_secret", SENT_SECRET);
    }

    static GrantRequest code() {
        return GrantRequest.of(GrantTypes.AUTHORIZATION_CODE).withCode("aPrx-CANARY==");
    }

    static GrantRequest request(String grant) {
        return switch (grant) {
            case "jwt" -> jwt();
            case "credentials" -> clientCredentials();
            case "refresh" -> refresh();
            default -> code();
        };
    }

    /** An answer of Salesforce, with these members in place of or beside the usual ones. */
    public String salesforce(String... members) {
        return Answers.with(Answers.salesforce(server.uri()), members);
    }

    /** An answer of Engagement, with these members in place of or beside the usual ones. */
    public String engagement(String... members) {
        return Answers.with(Answers.engagement(server.uri()), members);
    }

    @Override
    public void close() {
        server.close();
    }
}
