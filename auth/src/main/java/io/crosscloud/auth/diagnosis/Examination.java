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

/**
 * One examination: what the checks share, each asked for when a check first needs it, and once. Not thread-safe.
 */
final class Examination {
    private static final int TRIES = 2;
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String TOKEN_CONTEXT = "/platform/v1/tokenContext";

    private final Patient patient;
    private final Meant meant;
    private final Instant startedAt;
    private final Once<HttpReply> reached = new Once<>(this::reach);
    private final Once<Optional<SessionRecord>> record = new Once<>(this::readRecord);
    private final Once<SessionState> state = new Once<>(this::openRecord);
    private final Once<AccessToken> first =
            new Once<>(() -> asked(() -> session().tokenSparingly(null)));
    private final Once<HttpReply> wordOnFirst = new Once<>(() -> askApi(firstPage(), first.get()));
    private final Once<TokenGrant> grant = new Once<>(this::askForToken);
    private final Once<HttpReply> word =
            new Once<>(() -> askApi(firstPage(), grant.get().accessToken()));
    private final Once<HttpReply> resources =
            new Once<>(() -> askApi(DailyRequests.RESOURCES, grant.get().accessToken()));
    private final Once<Optional<Identity>> identity = new Once<>(this::askForName);

    Examination(Patient patient, Meant meant) {
        this.patient = patient;
        this.meant = meant;
        this.startedAt = patient.clock().instant().truncatedTo(ChronoUnit.MILLIS); // as a token's instants
    }

    Patient patient() {
        return patient;
    }

    Meant meant() {
        return meant;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** A page of the server that anybody may read; whether it exists does not matter. */
    Once<HttpReply> reached() {
        return reached;
    }

    /** The session's record in the store, as it was before anything was asked. */
    Once<Optional<SessionRecord>> record() {
        return record;
    }

    /** What that record holds. */
    Once<SessionState> state() {
        return state;
    }

    /** The token: the one at hand if the API takes it, else a new one. */
    Once<TokenGrant> grant() {
        return grant;
    }

    /** Whether the session had a token that looked valid and that the API refused, as after the end of its login. */
    boolean endedEarly() {
        return patient.rotating()
                && first.answer().filter(this::atHand).filter(this::refused).isPresent();
    }

    /** The access token, if there is one. */
    Optional<AccessToken> token() {
        return grant.answer().map(TokenGrant::accessToken);
    }

    /** Whether that is one that the session had already. */
    boolean atHand() {
        return token().filter(this::atHand).isPresent();
    }

    private boolean atHand(AccessToken token) {
        return token.issuedAt().isBefore(startedAt);
    }

    /** The first call of the API with this token: Engagement's token context, Salesforce's limits. */
    Once<HttpReply> api() {
        return patient.rotating() && !endedEarly() ? wordOnFirst : word;
    }

    /**
     * Whether Salesforce refuses the user its limits and nothing else: they need the permission "View Setup and Configuration"
     * (developer page "Limits"). What the refusal looks like is observed, not documented, so a second page has the word.
     */
    boolean limitsWithheld() {
        return patient.in(Cloud.SALESFORCE)
                && api().answer().filter(Examination::forbidden).isPresent()
                && resources.answer().filter(HttpReply::succeeded).isPresent();
    }

    private static boolean forbidden(HttpReply reply) {
        return reply.status() == 403 && !LimitSignals.reached(reply.status(), text(reply));
    }

    /** Whom the token speaks for, as far as the cloud says. */
    Optional<Identity> identity() {
        return identity.answer().flatMap(named -> named).or(() -> grant.answer().flatMap(TokenGrant::identity));
    }

    /** A page of the API that is a JSON object; empty if it is not, or was refused. */
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
        String path = patient.in(Cloud.SALESFORCE) ? DISCOVERY : "/";
        return endpoint.get(URI.create(token.getScheme() + "://" + token.getRawAuthority() + path));
    }

    private Optional<SessionRecord> readRecord() {
        return patient.session().flatMap(session -> session.store().find(session.storeKey()));
    }

    private SessionState openRecord() {
        SessionRecord found = record.answer().flatMap(stored -> stored).orElseThrow(() -> missing("no record"));
        return session().open(found);
    }

    private TokenGrant askForToken() {
        if (!patient.rotating()) {
            return asked(() -> patient.provider().token(patient.request().atMost(TRIES)));
        }
        AccessToken token = endedEarly() ? asked(() -> session().tokenSparingly(first.get())) : first.get();
        TokenGrant granted = TokenGrant.of(token);
        return session().identity().map(granted::with).orElse(granted);
    }

    /** What a provider throws that is no {@link AuthException} may hold a secret: its class is told, not its text. */
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
        return wordOnFirst
                .answer()
                .filter(reply -> ExpirySignals.expired(reply.status(), text(reply), token))
                .isPresent();
    }

    private String firstPage() {
        return patient.in(Cloud.SALESFORCE) ? DailyRequests.LIMITS : TOKEN_CONTEXT;
    }

    private HttpReply askApi(String path, AccessToken token) {
        return endpoint().get(URI.create(token.endpoints().rest() + path), token);
    }

    static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private ExaminedSession session() {
        return patient.session().orElseThrow(() -> missing("no session"));
    }

    private Optional<Identity> askForName() {
        return grant.answer().flatMap(granted -> endpoint().userInfo().identity(granted));
    }

    private TokenEndpoint endpoint() {
        return patient.internals()
                .map(ProviderInternals::endpoint)
                .orElseThrow(() -> missing("a provider of the host's own"));
    }

    private static AuthException missing(String what) {
        return AuthFailure.of(SettingProblem.SETTING_INVALID).detail(what).toException();
    }
}
