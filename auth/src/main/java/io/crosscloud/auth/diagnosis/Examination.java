package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.api.DailyRequests;
import io.crosscloud.auth.internal.api.ExpirySignals;
import io.crosscloud.auth.internal.api.LimitSignals;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.auth.internal.oauth.TokenEndpoint;
import io.crosscloud.auth.internal.session.manage.ExaminedSession;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/** The facts that the checks of one examination share. Each is obtained on first use, once. Not thread-safe. */
final class Examination {
    private static final int TRIES = 2;
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String TOKEN_CONTEXT = "/platform/v1/tokenContext";

    private final DiagnosisSubject subject;
    private final Expectations expectations;
    private final Instant startedAt;
    private final Memoized<HttpReply> reached = new Memoized<>(this::reach);
    private final Memoized<Optional<SessionRecord>> record = new Memoized<>(this::readRecord);
    private final Memoized<SessionState> state = new Memoized<>(this::openRecord);
    private final Memoized<AccessToken> current =
            new Memoized<>(() -> asked(() -> session().tokenSparingly(null)));
    private final Memoized<HttpReply> firstCallWithCurrent = new Memoized<>(() -> askApi(firstPage(), current.get()));
    private final Memoized<TokenGrant> grant = new Memoized<>(this::askForToken);
    private final Memoized<HttpReply> firstCall =
            new Memoized<>(() -> askApi(firstPage(), grant.get().accessToken()));
    private final Memoized<HttpReply> resources =
            new Memoized<>(() -> askApi(DailyRequests.RESOURCES, grant.get().accessToken()));
    private final Memoized<Optional<Identity>> identity = new Memoized<>(this::askForName);

    Examination(DiagnosisSubject subject, Expectations expectations) {
        this.subject = subject;
        this.expectations = expectations;
        this.startedAt = subject.clock().instant().truncatedTo(ChronoUnit.MILLIS); // like the instants of tokens
    }

    DiagnosisSubject subject() {
        return subject;
    }

    Expectations expectations() {
        return expectations;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** A public page of the server; whether the page exists does not matter. */
    Memoized<HttpReply> reached() {
        return reached;
    }

    /** The session's record in the store, as it was before any request. */
    Memoized<Optional<SessionRecord>> record() {
        return record;
    }

    /** The content of that record. */
    Memoized<SessionState> state() {
        return state;
    }

    /** The token: the current one if the API accepts it, else a new one. */
    Memoized<TokenGrant> grant() {
        return grant;
    }

    /** Whether the session had an unexpired token that the API refused, as it does after the end of the login. */
    boolean endedEarly() {
        return subject.rotating()
                && current.answer().filter(this::isOlder).filter(this::refused).isPresent();
    }

    /** The access token, if there is one. */
    Optional<AccessToken> token() {
        return grant.answer().map(TokenGrant::accessToken);
    }

    /** Whether the session had that token before the examination. */
    boolean hadToken() {
        return token().filter(this::isOlder).isPresent();
    }

    private boolean isOlder(AccessToken token) {
        return token.issuedAt().isBefore(startedAt);
    }

    /** The first API call with this token: Engagement's token context, Salesforce's limits. */
    Memoized<HttpReply> api() {
        return subject.rotating() && !endedEarly() ? firstCallWithCurrent : firstCall;
    }

    /**
     * Whether Salesforce refuses the user only its limits, which need the permission "View Setup and Configuration"
     * (developer page "Limits"). The form of the refusal is observed, not documented, so a call of a second page
     * decides.
     */
    boolean limitsWithheld() {
        return subject.in(Cloud.SALESFORCE)
                && api().answer().filter(Examination::forbidden).isPresent()
                && resources.answer().filter(HttpReply::succeeded).isPresent();
    }

    private static boolean forbidden(HttpReply reply) {
        return reply.status() == 403 && !LimitSignals.reached(reply.status(), text(reply));
    }

    /** The token's user, if the cloud reports it. */
    Optional<Identity> identity() {
        return identity.answer().flatMap(named -> named).or(() -> grant.answer().flatMap(TokenGrant::identity));
    }

    /** The answer to the first API call; empty if it was refused or is not a JSON object. */
    Optional<JsonObject> apiBody() {
        return api().answer().filter(HttpReply::succeeded).flatMap(reply -> {
            try {
                return Optional.of(Json.parse(reply.body()));
            } catch (MalformedJsonException e) {
                return Optional.empty();
            }
        });
    }

    private HttpReply reach() {
        TokenEndpoint endpoint = endpoint();
        URI token = endpoint.server().tokenEndpoint();
        String path = subject.in(Cloud.SALESFORCE) ? DISCOVERY : "/";
        return endpoint.get(URI.create(token.getScheme() + "://" + token.getRawAuthority() + path));
    }

    private Optional<SessionRecord> readRecord() {
        return subject.session().flatMap(session -> session.store().find(session.storeKey()));
    }

    private SessionState openRecord() {
        SessionRecord found =
                record.answer().flatMap(stored -> stored).orElseThrow(() -> missing("the session has no record"));
        return session().open(found);
    }

    private TokenGrant askForToken() {
        if (!subject.rotating()) {
            return asked(() -> subject.provider().token(subject.request().atMost(TRIES)));
        }
        AccessToken token = endedEarly() ? asked(() -> session().tokenSparingly(current.get())) : current.get();
        TokenGrant granted = TokenGrant.of(token);
        return session().identity().map(granted::with).orElse(granted);
    }

    /**
     * An exception of a provider may contain a secret unless it is an {@link AuthException}: only its class is shown.
     */
    private static <T> T asked(Supplier<T> provider) {
        try {
            return provider.get();
        } catch (AuthException e) {
            throw e;
        } catch (RuntimeException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            throw AuthFailure.of(DiagnosisProblem.PROVIDER_FAILED)
                    .detail(thrown.getClass().getName())
                    .toException();
        }
    }

    private boolean refused(AccessToken token) {
        return firstCallWithCurrent
                .answer()
                .filter(reply -> ExpirySignals.expired(reply.status(), text(reply), token))
                .isPresent();
    }

    private String firstPage() {
        return subject.in(Cloud.SALESFORCE) ? DailyRequests.LIMITS : TOKEN_CONTEXT;
    }

    private HttpReply askApi(String path, AccessToken token) {
        return endpoint().get(URI.create(token.endpoints().rest() + path), token);
    }

    static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private ExaminedSession session() {
        return subject.session().orElseThrow(() -> missing("there is no session"));
    }

    private Optional<Identity> askForName() {
        return grant.answer().flatMap(granted -> endpoint().userInfo().identity(granted));
    }

    private TokenEndpoint endpoint() {
        return subject.internals()
                .map(ProviderInternals::endpoint)
                .orElseThrow(() -> missing("the provider is the host's own"));
    }

    private static AuthException missing(String what) {
        return AuthFailure.of(SettingProblem.SETTING_INVALID).detail(what).toException();
    }
}
