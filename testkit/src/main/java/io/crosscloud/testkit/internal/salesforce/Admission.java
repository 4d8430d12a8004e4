package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.SalesforceUser.Trait;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who may log in by program at present, and how often. Thread-safe. */
final class Admission {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Map<String, Count> logins = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final int perHour;

    private record Count(Instant since, int logins) {}

    Admission(InstantSource clock, int perHour) {
        this.clock = clock;
        this.perHour = perHour;
    }

    /** Lets the user in and counts the login, or throws. */
    void admit(Directory.Member member, ConnectedApp app) {
        check(member, app);
        Instant now = clock.instant();
        Count count = logins.merge(
                member.username(),
                new Count(now, 1),
                (old, first) -> now.isBefore(old.since.plus(HOUR)) ? new Count(old.since, old.logins + 1) : first);
        if (count.logins > perHour) {
            throw OAuthError.invalidGrant("login rate exceeded");
        }
    }

    /** How often the user has logged in within the present hour, refused logins included. */
    int logins(String username) {
        Count count = logins.get(username);
        return count == null || !clock.instant().isBefore(count.since.plus(HOUR)) ? 0 : count.logins;
    }

    private static void check(Directory.Member member, ConnectedApp app) {
        if (member.has(Trait.INACTIVE)) {
            throw OAuthError.invalidGrant("inactive user");
        }
        if (member.has(Trait.IP_RESTRICTED) || app.has(ConnectedApp.Trait.IP_RESTRICTED)) {
            throw OAuthError.invalidGrant("ip restricted");
        }
        if (app.has(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY) && member.has(Trait.NOT_ASSIGNED)) {
            throw new OAuthError("invalid_app_access", "user is not admin approved to access this app");
        }
    }
}
