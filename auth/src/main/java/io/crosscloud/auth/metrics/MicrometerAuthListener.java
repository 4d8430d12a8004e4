package io.crosscloud.auth.metrics;

import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Objects;

/**
 * Counts what happens, in a Micrometer registry. Needs {@code io.micrometer:micrometer-core}, which the host brings.
 * Thread-safe. No meter is tagged with a user, so their number is bounded by connections and problems.
 *
 * <ul>
 *   <li>{@code crosscloud.tokens}: counter of tokens got; tags {@code connection}, {@code how} = {@code issued},
 *       {@code refreshed} or {@code adopted}
 *   <li>{@code crosscloud.failures}: counter of failed tries; tags {@code connection}, {@code problem}
 *   <li>{@code crosscloud.logins.required}: counter of sessions that came to need a login; tags {@code connection},
 *       {@code problem}
 *   <li>{@code crosscloud.logouts}: counter of logouts; tags {@code connection}, {@code revocation} = {@code revoked} or
 *       {@code forgotten}
 *   <li>{@code crosscloud.revocations.failed}: counter of times when a cloud could not be told to revoke; tag
 *       {@code connection}
 *   <li>{@code crosscloud.in.doubt}: counter of refreshes whose answer was lost; tag {@code connection}
 *   <li>{@code crosscloud.commits.delayed}: counter of failed writes of rotated refresh tokens; tag {@code connection}
 *   <li>{@code crosscloud.records.unreadable}: counter of stored sessions that could not be opened; tag {@code connection}
 *   <li>{@code crosscloud.expiries.unknown}: counter of tokens whose end a server did not tell when asked; tags
 *       {@code connection}, {@code problem}
 *   <li>{@code crosscloud.instances.changed}: counter of orgs that moved; tag {@code connection}
 *   <li>{@code crosscloud.login.budget.low}: counter of warnings; tag {@code connection}
 *   <li>{@code crosscloud.allowance.low}: counter of API allowances that came to be 80 or 95 percent used; tags
 *       {@code connection}, {@code percent}
 *   <li>{@code crosscloud.beacons.off}: counter of stores that came to rely on leases alone; tag {@code problem}
 *   <li>{@code crosscloud.clock.skew}: counter of times when the clocks were seen apart; tag {@code cloud}
 *   <li>{@code crosscloud.credential.fallbacks}: counter of times when not the first secret or key was taken; tag
 *       {@code cloud}
 *   <li>{@code crosscloud.host.code.hanging}: counter of calls of the host's own code that ignored being interrupted; tag
 *       {@code connection}
 *   <li>{@code crosscloud.events.dropped}: counter of events that this listener was not told, because it, or another
 *       listener beside it, was too slow; no other counter has them
 * </ul>
 */
public final class MicrometerAuthListener implements AuthListener {
    private final MeterRegistry registry;

    private MicrometerAuthListener(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /** A listener that counts in this registry. */
    @SuppressWarnings("exports") // Micrometer is optional, and so not required transitively
    public static MicrometerAuthListener create(MeterRegistry registry) {
        return new MicrometerAuthListener(registry);
    }

    @Override
    public void on(AuthEvent event) {
        if (event instanceof AuthEvent.TokenIssued e) {
            count("crosscloud.tokens", of(e.session()).and("how", "issued"));
        } else if (event instanceof AuthEvent.TokenRefreshed e) {
            count("crosscloud.tokens", of(e.session()).and("how", "refreshed"));
        } else if (event instanceof AuthEvent.TokenAdopted e) {
            count("crosscloud.tokens", of(e.session()).and("how", "adopted"));
        } else if (event instanceof AuthEvent.RefreshFailed e) {
            count(
                    "crosscloud.failures",
                    of(e.session()).and("problem", e.problem().name()));
        } else if (event instanceof AuthEvent.LoginRequired e) {
            count(
                    "crosscloud.logins.required",
                    of(e.session()).and("problem", e.problem().name()));
        } else if (event instanceof AuthEvent.LoggedOut e) {
            count(
                    "crosscloud.logouts",
                    of(e.session()).and("revocation", e.revocation().name().toLowerCase(Locale.ROOT)));
        } else if (event instanceof AuthEvent.RevocationFailed e) {
            count("crosscloud.revocations.failed", of(e.session()));
        } else if (event instanceof AuthEvent.InDoubt e) {
            count("crosscloud.in.doubt", of(e.session()));
        } else if (event instanceof AuthEvent.CommitDelayed e) {
            count("crosscloud.commits.delayed", of(e.session()));
        } else if (event instanceof AuthEvent.RecordUnreadable e) {
            count("crosscloud.records.unreadable", of(e.session()));
        } else if (event instanceof AuthEvent.ExpiryUnknown e) {
            count(
                    "crosscloud.expiries.unknown",
                    of(e.session()).and("problem", e.problem().name()));
        } else if (event instanceof AuthEvent.InstanceChanged e) {
            count("crosscloud.instances.changed", of(e.session()));
        } else if (event instanceof AuthEvent.LoginBudgetLow e) {
            count("crosscloud.login.budget.low", of(e.session()));
        } else if (event instanceof AuthEvent.AllowanceLow e) {
            count("crosscloud.allowance.low", of(e.session()).and("percent", Integer.toString(e.percent())));
        } else if (event instanceof AuthEvent.BeaconOff e) {
            count("crosscloud.beacons.off", Tags.of("problem", e.problem().name()));
        } else if (event instanceof AuthEvent.ClockSkew e) {
            count("crosscloud.clock.skew", Tags.of("cloud", e.cloud().name()));
        } else if (event instanceof AuthEvent.CredentialFallback e) {
            count("crosscloud.credential.fallbacks", Tags.of("cloud", e.cloud().name()));
        } else if (event instanceof AuthEvent.HostCodeHangs e) {
            count("crosscloud.host.code.hanging", Tags.of("connection", e.connection()));
        } else if (event instanceof AuthEvent.EventsDropped e) {
            registry.counter("crosscloud.events.dropped").increment((double) e.count());
        }
    }

    private void count(String meter, Tags tags) {
        registry.counter(meter, tags).increment();
    }

    private static Tags of(SessionKey session) {
        return Tags.of("connection", session.connection());
    }
}
