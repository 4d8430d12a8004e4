package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.oauth.SalesforceIds;
import io.crosscloud.auth.internal.session.manage.ExaminedSession;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.GrantType;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The checks of the access token: whether it is granted, its scopes, its API hosts and its user. */
final class TokenChecks {
    private static final Set<String> LASTING = Set.of("refresh_token", "offline_access");

    private TokenChecks() {}

    /** Checks that a token is granted. If none is, lists the likely causes of the server's answer. */
    static CheckResult token(Examination examination) {
        DiagnosisSubject subject = examination.subject();
        if (subject.rotating() && subject.session().isEmpty()) {
            return CheckResult.notCheckable(
                    "its refresh token belongs to a session manager; give the doctor that manager");
        }
        return examination
                .grant()
                .failure()
                .map(failure -> refused(failure, examination))
                .orElseGet(() -> granted(examination.token().orElseThrow(), examination));
    }

    private static CheckResult granted(AccessToken token, Examination examination) {
        String life =
                token.expiresAt().map(end -> "valid until " + end).orElse("whose expiry the server does not report");
        if (examination.endedEarly()) {
            return CheckResult.warn(
                    DiagnosisProblem.TOKEN_ENDED_EARLY,
                    "the API refused the current token; a new one was granted, " + life);
        }
        return CheckResult.pass(
                examination.hadToken()
                        ? "the current token, " + Times.about(age(token, examination)) + " old, " + life
                        : "a token was granted, " + life);
    }

    private static Duration age(AccessToken token, Examination examination) {
        return Duration.between(token.issuedAt(), examination.startedAt());
    }

    private static CheckResult refused(AuthException failure, Examination examination) {
        CheckResult result = CheckResult.fail(failure)
                .withLikelyCauses(LikelyCauses.of(failure, examination.expectations(), examination.startedAt()));
        if (examination.endedEarly()) {
            result = result.withPrefix("the current token has ended, and ");
        }
        return failure instanceof LoginRequiredException && hasFallback(examination)
                ? result.asWarning("; a fallback takes over")
                : result;
    }

    private static boolean hasFallback(Examination examination) {
        return examination.subject().session().map(ExaminedSession::fallbacks).orElse(0) > 0;
    }

    /** Checks that the token has the scopes that the connection requests and those that the host expects. */
    static CheckResult scopes(Examination examination) {
        AccessToken token = examination.token().orElse(null);
        if (token == null) {
            return noToken();
        }
        DiagnosisSubject subject = examination.subject();
        Set<String> wanted = new TreeSet<>(subject.scopes().values());
        wanted.addAll(examination.expectations().scopes().values());
        if (token.scopes().isUnspecified()) {
            String expected = wanted.isEmpty() ? "" : " (expected: " + String.join(" ", wanted) + ")";
            return subject.scopes().isUnspecified()
                    ? CheckResult.notCheckable("the server did not report the granted scopes" + expected)
                    : CheckResult.fail(DiagnosisProblem.SCOPE_MISSING, "no scope was granted" + expected);
        }
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeIf(scope -> covers(token.scopes(), scope, subject));
        return missing.isEmpty()
                ? CheckResult.pass("granted: " + token.scopes())
                : CheckResult.fail(
                        DiagnosisProblem.SCOPE_MISSING,
                        "missing: " + String.join(" ", missing) + "; granted: " + token.scopes());
    }

    /**
     * Salesforce's scope {@code full} includes every other scope except the refresh token, whose scope has two names
     * (help page "OAuth Tokens and Scopes").
     */
    private static boolean covers(Scopes granted, String scope, DiagnosisSubject subject) {
        Set<String> names = granted.values();
        if (names.contains(scope) || !subject.in(Cloud.SALESFORCE)) {
            return names.contains(scope);
        }
        return LASTING.contains(scope) ? LASTING.stream().anyMatch(names::contains) : names.contains("full");
    }

    /** Reports the API hosts of the token. That they belong to the cloud was checked before the token was accepted. */
    static CheckResult apiHosts(Examination examination) {
        return examination
                .token()
                .map(AccessToken::endpoints)
                .map(TokenChecks::apiHosts)
                .orElseGet(TokenChecks::noToken);
    }

    static CheckResult apiHosts(ApiEndpoints endpoints) {
        String hosts =
                endpoints.rest() + (endpoints.rest().equals(endpoints.soap()) ? "" : ", for SOAP " + endpoints.soap());
        boolean lightning = Stream.of(endpoints.rest(), endpoints.soap())
                .map(URI::getHost)
                .anyMatch(host -> host.contains(".lightning.") || host.startsWith("lightning."));
        return lightning
                ? CheckResult.fail(SettingProblem.LIGHTNING_HOST, hosts + " (expected: a host that serves the API)")
                : CheckResult.pass(hosts);
    }

    /** Checks that the token's user and organization are the expected ones. */
    static CheckResult identity(Examination examination) {
        if (examination.token().isEmpty()) {
            return noToken();
        }
        Identity identity = examination.identity().orElse(null);
        if (identity == null) {
            return CheckResult.notCheckable("the cloud does not report the user; it does with the scope openid");
        }
        String seen = identity.username().map(name -> name + ", user ").orElse("user ") + identity.userId() + " of "
                + identity.organizationId();
        String organization = examination.expectations().organization();
        String username = username(examination).orElse(null);
        if (organization != null && !sameOrganization(organization, identity, examination.subject())) {
            return CheckResult.fail(
                    DiagnosisProblem.IDENTITY_OTHER, seen + " (expected: organization " + organization + ")");
        }
        if (username != null
                && !identity.username().map(name -> same(name, username)).orElse(true)) {
            return CheckResult.fail(DiagnosisProblem.IDENTITY_OTHER, seen + " (expected: " + username + ")");
        }
        boolean unnamed = username != null && identity.username().isEmpty();
        return unnamed
                ? CheckResult.notCheckable(seen + ", whose name the cloud does not report (expected: " + username + ")")
                : CheckResult.pass(seen);
    }

    /** The expected user: the one that the host named, or else the subject of the assertion. */
    private static Optional<String> username(Examination examination) {
        DiagnosisSubject subject = examination.subject();
        String given = examination.expectations().username();
        if (given != null || subject.info().grant() != GrantType.JWT_BEARER) {
            return Optional.ofNullable(given);
        }
        return Optional.of(subject.provider().subject(subject.request().user()));
    }

    private static boolean sameOrganization(String expected, Identity identity, DiagnosisSubject subject) {
        String actual = identity.organizationId();
        return subject.in(Cloud.SALESFORCE) ? SalesforceIds.same(expected, actual) : expected.equals(actual);
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private static CheckResult noToken() {
        return CheckResult.notCheckable("there is no token");
    }
}
