package io.crosscloud.auth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.Cloud;
import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MicrometerAuthListenerTest {
    private static final SessionKey KEY = SessionKey.of("salesforce", User.of("marta"));
    private static final URI HOST = URI.create("https://acme.my.salesforce.com");
    private static final Map<AuthEvent, String> METERS = Map.ofEntries(
            Map.entry(new AuthEvent.TokenIssued(KEY), "crosscloud.tokens"),
            Map.entry(new AuthEvent.TokenRefreshed(KEY), "crosscloud.tokens"),
            Map.entry(new AuthEvent.TokenAdopted(KEY), "crosscloud.tokens"),
            Map.entry(new AuthEvent.RefreshFailed(KEY, ServerProblem.NETWORK, Duration.ZERO), "crosscloud.failures"),
            Map.entry(new AuthEvent.LoginRequired(KEY, SessionProblem.LOGGED_OUT), "crosscloud.logins.required"),
            Map.entry(new AuthEvent.LoggedOut(KEY, Revocation.FORGOTTEN), "crosscloud.logouts"),
            Map.entry(new AuthEvent.RevocationFailed(KEY, ServerProblem.NETWORK, 1), "crosscloud.revocations.failed"),
            Map.entry(new AuthEvent.InDoubt(KEY), "crosscloud.in.doubt"),
            Map.entry(new AuthEvent.CommitDelayed(KEY, 1), "crosscloud.commits.delayed"),
            Map.entry(
                    new AuthEvent.RecordUnreadable(KEY, StoreProblem.STORE_RECORD_UNREADABLE),
                    "crosscloud.records.unreadable"),
            Map.entry(
                    new AuthEvent.ExpiryUnknown(KEY, ServerProblem.INTROSPECTION_INACTIVE),
                    "crosscloud.expiries.unknown"),
            Map.entry(new AuthEvent.InstanceChanged(KEY, HOST, HOST), "crosscloud.instances.changed"),
            Map.entry(new AuthEvent.AllowanceLow(KEY, 80, 80, 100), "crosscloud.allowance.low"),
            Map.entry(new AuthEvent.LoginBudgetLow(KEY, 1, Duration.ofHours(1)), "crosscloud.login.budget.low"),
            Map.entry(new AuthEvent.BeaconOff(DatabaseProblem.STORE_SESSIONS_SHARED), "crosscloud.beacons.off"),
            Map.entry(new AuthEvent.ClockSkew(Cloud.SALESFORCE, Duration.ofMinutes(1)), "crosscloud.clock.skew"),
            Map.entry(new AuthEvent.CredentialFallback(Cloud.ENGAGEMENT, 1), "crosscloud.credential.fallbacks"),
            Map.entry(new AuthEvent.HostCodeHangs("salesforce", "token request", 1), "crosscloud.host.code.hanging"),
            Map.entry(new AuthEvent.EventsDropped(1), "crosscloud.events.dropped"));

    static Stream<Map.Entry<AuthEvent, String>> meters() {
        return METERS.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("meters")
    void anEvent_isCountedOnce_andNamesNoUser(Map.Entry<AuthEvent, String> row) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        MicrometerAuthListener.create(registry).on(row.getKey());

        assertThat(registry.get(row.getValue()).counter().count()).isEqualTo(1);
        assertThat(registry.getMeters())
                .hasSize(1)
                .allSatisfy(meter -> assertThat(meter.getId().toString()).doesNotContain("marta"));
    }

    @Test
    void everyKindOfEvent_hasAMeter() {
        List<Class<?>> kinds = Arrays.asList(AuthEvent.class.getPermittedSubclasses());

        assertThat(METERS.keySet().stream().map(Object::getClass)).containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void everyMeter_standsInTheJavadoc() throws IOException {
        String source =
                Files.readString(Path.of("src/main/java/io/crosscloud/auth/metrics/MicrometerAuthListener.java"));

        assertThat(METERS.values()).allSatisfy(meter -> assertThat(source).contains("<li>{@code " + meter + "}"));
    }
}
