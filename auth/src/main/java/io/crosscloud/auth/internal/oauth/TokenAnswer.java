package io.crosscloud.auth.internal.oauth;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an answer with a 2xx status (RFC 6749 section 5.1): the grant, or what is wrong with it. An {@code error} member
 * wins over the status. Whatever is wrong, a refresh token that stands in the answer is carried along.
 */
final class TokenAnswer {
    private static final Duration MAX_LIFETIME = Duration.ofHours(24);
    private static final int MAX_TOKEN = 16 * 1024;
    private static final Pattern IDENTITY_URL = Pattern.compile(
            "(https?://[^/?#]+)/id/(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)/(005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)");

    private final AuthorizationServer server;
    private final GrantRequest request;
    private final HttpReply reply;
    private final ServerClock clock;
    private final Shared shared;

    TokenAnswer(AuthorizationServer server, GrantRequest request, HttpReply reply, ServerClock clock, Shared shared) {
        this.server = server;
        this.request = request;
        this.reply = reply;
        this.clock = clock;
        this.shared = shared;
    }

    /** @throws AuthException if the answer grants nothing, or nothing that can be used */
    TokenGrant grant(Instant sentAt) {
        try {
            return grant(read(), sentAt);
        } catch (ProtocolException e) {
            AuthFailure failure = e.failure().cloud(server.cloud()).answer(reply.status(), null, null);
            throw RotatedToken.find(reply, request)
                    .map(failure::rotated)
                    .orElse(failure)
                    .toException();
        }
    }

    private JsonObject read() {
        if (reply.extent() == Extent.TOO_LARGE) {
            throw AuthFailure.of(ServerProblem.RESPONSE_TOO_LARGE).toException();
        }
        try {
            return AnswerBody.read(reply);
        } catch (AnswerBody.UnreadableAnswerException e) {
            if (reply.extent() == Extent.COMPLETE) {
                throw AuthFailure.of(ServerProblem.NOT_JSON)
                        .detail(String.valueOf(e.getMessage()))
                        .toException();
            }
            throw cutOff();
        }
    }

    private AuthException cutOff() {
        if (RotatedToken.find(reply, request).isPresent()) {
            return invalid("the answer is cut off");
        }
        return AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN)
                .cloud(server.cloud())
                .detail(AnswerBody.CUT_OFF)
                .answer(reply.status(), null, null)
                .toException();
    }

    private TokenGrant grant(JsonObject body, Instant sentAt) {
        if (body.has("error")) {
            if (RotatedToken.find(reply, request).isPresent()) {
                throw invalid("an error and a refresh_token at once");
            }
            throw new Refusal(server, request, reply, clock).of(body);
        }
        String value = token(body, "access_token").orElseThrow(() -> invalid("no access_token"));
        String type = body.has("token_type") ? body.text("token_type").orElse("") : "bearer";
        if (!type.toLowerCase(Locale.ROOT).equals("bearer")) {
            throw invalid("token_type: another than Bearer");
        }
        requireSignature(body);
        AccessToken token = AccessToken.of(value, shared.of(endpoints(body)), shared.of(scopes(body)), sentAt);
        TokenGrant grant =
                TokenGrant.of(expiry(body, value, sentAt).map(token::expiringAt).orElse(token));
        TokenGrant named = identity(body).map(grant::with).orElse(grant);
        TokenGrant proven = idToken(body).map(named::withIdToken).orElse(named);
        return token(body, "refresh_token")
                .map(RefreshToken::of)
                .map(proven::with)
                .orElse(proven);
    }

    /** That of a login; with a refresh it is of no use. */
    private Optional<Secret> idToken(JsonObject body) {
        return request.grantType().equals(GrantTypes.AUTHORIZATION_CODE)
                ? body.text("id_token").filter(token -> !token.isEmpty()).map(Secret::of)
                : Optional.empty();
    }

    private Optional<String> token(JsonObject body, String name) {
        if (!body.has(name)) {
            return Optional.empty();
        }
        Optional<String> value =
                body.text(name).filter(RotatedToken::wellFormed).filter(text -> text.length() <= MAX_TOKEN);
        if (value.isEmpty()) {
            throw invalid(name + ": not 1 to " + MAX_TOKEN + " visible ASCII characters");
        }
        return value;
    }

    private ApiEndpoints endpoints(JsonObject body) {
        if (server.cloud() == Cloud.SALESFORCE) {
            return ApiEndpoints.of(server.trusted(url(body, "instance_url")));
        }
        return new ApiEndpoints(
                server.trusted(url(body, "rest_instance_url")), server.trusted(url(body, "soap_instance_url")));
    }

    private String url(JsonObject body, String name) {
        return body.text(name).map(request.secrets()::mask).orElseThrow(() -> invalid("no " + name));
    }

    /** What was granted; if the answer does not say, what was asked for (RFC 6749 section 5.1). */
    private Scopes scopes(JsonObject body) {
        if (!body.has("scope")) {
            return request.scopes();
        }
        List<String> listed = body.texts("scope");
        try {
            return body.text("scope").map(Scopes::parse).orElseGet(() -> Scopes.of(listed));
        } catch (IllegalArgumentException e) {
            throw invalid("scope: holds other than RFC 6749 allows");
        }
    }

    /** {@code expires_in} if it is a whole number; else, for Salesforce's JWT-format tokens, their {@code exp}. */
    private Optional<Instant> expiry(JsonObject body, String token, Instant sentAt) {
        OptionalLong seconds = body.wholeNumber("expires_in");
        if (seconds.isPresent()) {
            long bounded = Math.max(0, Math.min(seconds.getAsLong(), MAX_LIFETIME.toSeconds()));
            return Optional.of(sentAt.plusSeconds(bounded));
        }
        if (server.cloud() != Cloud.SALESFORCE) {
            return Optional.empty();
        }
        return JwtFormat.expiry(token).map(clock::toLocal).map(end -> within(sentAt, end));
    }

    static Instant within(Instant start, Instant end) {
        Instant latest = start.plus(MAX_LIFETIME);
        if (end.isAfter(latest)) {
            return latest;
        }
        return end.isBefore(start) ? start : end;
    }

    /** Salesforce's {@code id}: {@code https://<login host>/id/<org id>/<user id>}. */
    private Optional<Identity> identity(JsonObject body) {
        if (server.cloud() != Cloud.SALESFORCE || !body.has("id")) {
            return Optional.empty();
        }
        Matcher url = IDENTITY_URL.matcher(body.text("id").orElse(""));
        if (!url.matches()) {
            throw invalid("id: not an identity URL");
        }
        server.trusted(request.secrets().mask(url.group(1)));
        return Optional.of(Identity.of(url.group(2), url.group(3)));
    }

    /** That a login speaks for this user is signed by the client's secret, where there is one. */
    private void requireSignature(JsonObject body) {
        Optional<String> secret = request.clientSecret();
        boolean told = server.cloud() == Cloud.SALESFORCE
                && request.grantType().equals(GrantTypes.AUTHORIZATION_CODE)
                && body.has("signature");
        if (!told || secret.isEmpty()) {
            return;
        }
        String signature = body.text("signature").orElse("");
        String id = body.text("id").orElse("");
        String issuedAt = body.text("issued_at").orElse("");
        if (!IdentitySignature.fits(signature, id, issuedAt, secret.get())) {
            throw invalid("signature: does not fit id and issued_at");
        }
    }

    private AuthException invalid(String detail) {
        return AuthFailure.of(ServerProblem.RESPONSE_INVALID).detail(detail).toException();
    }
}
