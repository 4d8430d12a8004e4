package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.InstalledPackage.Kind;
import io.crosscloud.testkit.internal.engagement.Vault.Access;
import io.crosscloud.testkit.internal.engagement.Vault.Pair;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v2/token}. Source: Salesforce's developer pages "Access Token: S2S" and "Access Token: Web and Public Apps". */
final class TokenEndpoint {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final Tenant tenant;
    private final Grants grants;
    private final Assertions assertions;

    TokenEndpoint(Tenant tenant) {
        this.tenant = tenant;
        this.grants = new Grants(tenant);
        this.assertions = new Assertions(tenant);
    }

    FakeResponse answer(FakeRequest request) {
        TokenForm form = TokenForm.of(request);
        String grantType = form.require("grant_type");
        throttle(form);
        if (tenant.has(EngagementSwitch.ADDRESS_NOT_ALLOWED)) {
            throw Refusal.address();
        }
        Origin origin = Origin.of(tenant, request);
        return switch (grantType) {
            case "client_credentials" -> success(clientCredentials(form), null, origin);
            case "authorization_code" -> success(code(form), origin);
            case "refresh_token" -> success(refresh(form), origin);
            case JWT_BEARER -> success(jwtBearer(form), null, origin);
            default -> throw Refusal.grantType();
        };
    }

    private void throttle(TokenForm form) {
        String key =
                form.get("client_id").orElse("") + "|" + form.get("account_id").orElse("");
        if (!tenant.tokenThrottle().delay(key).isZero()) {
            throw RestErrors.blocked();
        }
    }

    private Access clientCredentials(TokenForm form) {
        PackageState client = client(form, Kind.SERVER_TO_SERVER);
        return tenant.vault().issue(grants.rights(client, null, form));
    }

    private Pair code(TokenForm form) {
        PackageState client = client(form, Kind.WEB_APP, Kind.PUBLIC_APP);
        Optional<String> redirect = form.get("redirect_uri");
        Optional<String> verifier = form.get("code_verifier");
        return tenant.vault()
                .redeem(
                        form.require("code"),
                        request -> request.isMetBy(client.seed().clientId(), redirect, verifier),
                        granted -> grants.narrowed(client, granted, form));
    }

    private Pair refresh(TokenForm form) {
        PackageState client = client(form, Kind.WEB_APP, Kind.PUBLIC_APP);
        return tenant.vault()
                .refresh(
                        form.require("refresh_token"),
                        client.seed().clientId(),
                        granted -> grants.narrowed(client, granted, form));
    }

    private Access jwtBearer(TokenForm form) {
        if (!tenant.has(EngagementSwitch.JWT_BEARER)) {
            throw Refusal.grantType();
        }
        Assertions.Claimed claimed = assertions.verify(form.require("assertion"));
        if (form.get("client_id").isPresent() || form.get("client_secret").isPresent()) {
            PackageState named = grants.client(form.get("client_id"), form.get("client_secret"));
            if (!named.seed().equals(claimed.client().seed())) {
                throw Refusal.client();
            }
        }
        return tenant.vault().issue(grants.rights(claimed.client(), claimed.user(), form));
    }

    private PackageState client(TokenForm form, Kind... kinds) {
        PackageState client = grants.client(form.get("client_id"), form.get("client_secret"));
        for (Kind kind : kinds) {
            if (client.seed().kind() == kind) {
                return client;
            }
        }
        throw Refusal.clientType();
    }

    private FakeResponse success(Pair pair, Origin origin) {
        return success(pair.access(), pair.refreshToken(), origin);
    }

    private FakeResponse success(Access token, @Nullable String refreshToken, Origin origin) {
        ObjectNode body = Json.object()
                .put("access_token", token.text())
                .put("token_type", "Bearer")
                .put("expires_in", tenant.policy().lives().statedAccess().toSeconds());
        if (refreshToken != null) {
            body.put("refresh_token", refreshToken);
        }
        body.put("scope", String.join(" ", token.rights().scopes()))
                .put("soap_instance_url", origin.soapUrl())
                .put("rest_instance_url", origin.restUrl());
        return FakeResponse.json(200, body)
                .withHeader("Cache-Control", "no-store")
                .withHeader("Pragma", "no-cache");
    }
}
