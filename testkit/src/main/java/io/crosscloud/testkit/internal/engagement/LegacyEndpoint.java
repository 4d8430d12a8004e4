package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.InstalledPackage.Kind;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/requestToken}, for packages of before August 2019: tokens of an hour, bound to the business unit that
 * the package was created in, and refresh tokens for one use with an overlap of five minutes. Source: Salesforce's
 * developer page "Get an API Access Token" (legacy).
 */
final class LegacyEndpoint {
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration REFRESH_LIFE = Duration.ofDays(700);
    private static final Duration OVERLAP = Duration.ofMinutes(5);
    private static final String ENHANCED =
            "This integration is not eligible to use the legacy /v1/requestToken endpoint because the integration uses"
                    + " enhanced OAuth 2.0 functionality. To obtain a token for this integration, use the applicable"
                    + " Marketing Cloud OAuth 2.0 endpoint for authentication. For a web or public app, use /v2/authorize"
                    + " and then /v2/token. For a server-to-server integration, use /v2/token.";

    private final Tenant tenant;
    private final Map<String, RefreshToken> refreshTokens = new ConcurrentHashMap<>();

    private record RefreshToken(InstalledPackage client, Instant goodUntil, boolean used) {
        RefreshToken usedAt(Instant now) {
            Instant overlap = now.plus(OVERLAP);
            return used || goodUntil.isBefore(overlap) ? this : new RefreshToken(client, overlap, true);
        }
    }

    LegacyEndpoint(Tenant tenant) {
        this.tenant = tenant;
    }

    FakeResponse answer(FakeRequest request) {
        TokenForm form = TokenForm.of(request);
        PackageState state = client(form);
        InstalledPackage client = state.seed();
        if (client.kind() != Kind.LEGACY) {
            throw new Refusal(RestErrors.error(400, 10007, ENHANCED, ""));
        }
        if (!tenant.tokenThrottle().delay(client.clientId().value()).isZero()) {
            throw RestErrors.blocked();
        }
        if (tenant.has(EngagementSwitch.ADDRESS_NOT_ALLOWED)) {
            throw unauthorized();
        }
        form.get("refreshToken").ifPresent(token -> spend(token, client));
        BusinessUnit unit = client.home().orElse(tenant.account().enterprise());
        Rights rights =
                new Rights(client, null, unit, tenant.packages().scopes(state).values());
        ObjectNode answer = Json.object()
                .put(
                        "accessToken",
                        tenant.vault()
                                .issueShort(rights, TOKEN_LIFE, TokenUse.BEARER)
                                .text())
                .put("expiresIn", TOKEN_LIFE.toSeconds());
        if (form.get("accessType").filter("offline"::equals).isPresent()) {
            answer.put("refreshToken", issueRefreshToken(client));
        }
        if (request.query().first("legacy").filter("1"::equals).isPresent()) {
            answer.put(
                    "legacyToken",
                    tenant.vault()
                            .issueShort(rights, TOKEN_LIFE, TokenUse.LEGACY_SOAP)
                            .text());
        }
        return FakeResponse.json(200, answer);
    }

    private PackageState client(TokenForm form) {
        Optional<PackageState> client =
                form.get("clientId").flatMap(tenant.packages()::find).filter(PackageState::enabled);
        return client.filter(state -> form.get("clientSecret")
                        .filter(secret -> !secret.isEmpty())
                        .filter(secret -> tenant.packages().accepts(state, Secret.of(secret)))
                        .isPresent())
                .orElseThrow(LegacyEndpoint::unauthorized);
    }

    private String issueRefreshToken(InstalledPackage client) {
        String text = tenant.texts().shortText();
        refreshTokens.put(
                text, new RefreshToken(client, tenant.clock().instant().plus(REFRESH_LIFE), false));
        return text;
    }

    private void spend(String text, InstalledPackage client) {
        Instant now = tenant.clock().instant();
        RefreshToken token = refreshTokens.get(text);
        if (token == null
                || !token.client().equals(client)
                || !token.goodUntil().isAfter(now)) {
            throw unauthorized();
        }
        refreshTokens.computeIfPresent(text, (same, current) -> current.usedAt(now));
    }

    private static Refusal unauthorized() {
        return new Refusal(RestErrors.error(401, 1, "Unauthorized", ""));
    }
}
