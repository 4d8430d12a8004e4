package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser.Trait;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A person's way from the login page over the approval page to the application's redirect URI. Thread-safe. */
final class PersonsLogin {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration CODE_LIFE = Duration.ofMinutes(15);

    private final Directory directory;
    private final Tokens tokens;
    private final Switches switches;
    private final InstantSource clock;
    private final Map<String, Visit> visits = new ConcurrentHashMap<>();

    /** One browser's visit; nobody has logged in while the member is null. */
    private record Visit(LoginRequest request, Directory.@Nullable Member member, Instant until) {
        Visit as(Directory.Member person) {
            return new Visit(request, person, until);
        }
    }

    PersonsLogin(Directory directory, Tokens tokens, Switches switches, InstantSource clock) {
        this.directory = directory;
        this.tokens = tokens;
        this.switches = switches;
        this.clock = clock;
    }

    FakeResponse begin(LoginRequest request) {
        String ticket = RandomText.of(32);
        Instant now = clock.instant();
        visits.values().removeIf(visit -> visit.until.isBefore(now));
        visits.put(ticket, new Visit(request, null, now.plus(PATIENCE)));
        return LoginPages.login(request, ticket, request.extras().loginHint(), false);
    }

    /** The login form was sent. */
    FakeResponse logIn(FakeRequest form) {
        String ticket = form.form().first("ticket").orElse("");
        Visit visit = visits.get(ticket);
        if (visit == null || visit.until.isBefore(clock.instant())) {
            return LoginPages.over();
        }
        String username = form.form().first("username").orElse("");
        String password = form.form().first("password").orElse("");
        Directory.Member member = directory
                .member(username)
                .filter(known -> known.user().logsInWith(password))
                .filter(known -> !known.has(Trait.INACTIVE))
                .orElse(null);
        if (member == null) {
            return LoginPages.login(visit.request, ticket, username, true);
        }
        ConnectedApp app = visit.request.app();
        boolean preAuthorized = app.has(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY);
        if (preAuthorized && member.has(Trait.NOT_ASSIGNED)) {
            return leave(ticket, "OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app");
        }
        if (member.has(Trait.IP_RESTRICTED) || app.has(ConnectedApp.Trait.IP_RESTRICTED)) {
            return leave(ticket, "access_denied", "ip restricted");
        }
        visits.replace(ticket, visit, visit.as(member));
        return preAuthorized ? approve(ticket) : LoginPages.approval(visit.request, ticket, member);
    }

    /** One of the approval page's buttons was pressed. */
    FakeResponse decide(FakeRequest form) {
        String ticket = form.form().first("ticket").orElse("");
        return switch (form.form().first("decision").orElse("")) {
            case "approve" -> approve(ticket);
            case "deny" -> leave(ticket, denial(), "end-user denied authorization");
            default -> LoginPages.over();
        };
    }

    private FakeResponse approve(String ticket) {
        Visit visit = visits.remove(ticket);
        if (visit == null || visit.member == null || visit.until.isBefore(clock.instant())) {
            return LoginPages.over();
        }
        LoginRequest request = visit.request;
        String code = tokens.issue(new LoginCode(
                Holder.of(visit.member, request.app()),
                request.scopes(),
                request.redirectUri(),
                request.extras().challenge(),
                request.extras().nonce(),
                clock.instant().plus(CODE_LIFE)));
        return FakeResponse.redirect(302, request.withCode(code));
    }

    private FakeResponse leave(String ticket, String error, String description) {
        Visit visit = visits.remove(ticket);
        return visit == null || (visit.member == null && error.equals(denial()))
                ? LoginPages.over()
                : FakeResponse.redirect(302, visit.request.withError(error, description))
                        .withError(error);
    }

    private String denial() {
        return switches.has(SalesforceSwitch.DENIAL_WITH_HYPHEN) ? "access-denied" : "access_denied";
    }
}
