package io.crosscloud.auth.internal.oauth;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request for a token, put together and sent once. Not thread-safe; prints no parameter.
 *
 * <p>Salesforce takes a form (RFC 6749 section 4), Engagement JSON (developer page "Access Token: Server to Server").
 */
public final class GrantRequest {
    private final String grantType;
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final SentSecrets secrets = new SentSecrets();
    private Scopes scopes = Scopes.unspecified();
    private @Nullable String authorization;
    private @Nullable String refreshToken;
    private boolean singleUse;
    private @Nullable String clientSecret;

    private GrantRequest(String grantType) {
        this.grantType = grantType;
    }

    /** A request for this grant. */
    public static GrantRequest of(String grantType) {
        return new GrantRequest(grantType).with("grant_type", grantType);
    }

    /** A request for no grant, but for the state of this token (RFC 7662 section 2.1). */
    static GrantRequest about(AccessToken token) {
        return new GrantRequest("").withSecret("token", token.exposeSecret()).with("token_type_hint", "access_token");
    }

    /** A request for no grant, but to revoke this token (RFC 7009 section 2.1), which may be a single-use one. */
    static GrantRequest revoking(String token) {
        GrantRequest request = new GrantRequest("").withSecret("token", token);
        request.singleUse = true;
        return request;
    }

    /** Adds a parameter that anybody may see. */
    public GrantRequest with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Adds a parameter that is masked, should the server repeat it. */
    public GrantRequest withSecret(String name, String value) {
        secrets.add(value);
        return with(name, value);
    }

    /** Adds a code, which the server takes once. */
    public GrantRequest withCode(String code) {
        singleUse = true;
        return withSecret("code", code);
    }

    /** Adds a refresh token, which the server may take once only. */
    public GrantRequest with(RefreshToken token) {
        singleUse = true;
        refreshToken = token.exposeSecret();
        return withSecret("refresh_token", token.exposeSecret());
    }

    /** Adds the business unit, if there is one. */
    public GrantRequest in(@Nullable BusinessUnit businessUnit) {
        if (businessUnit != null) {
            parameters.put("account_id", businessUnit.mid());
        }
        return this;
    }

    /** Adds the scopes, unless nothing in particular is asked for. */
    public GrantRequest scopedTo(Scopes scopes) {
        this.scopes = scopes;
        return scopes.isUnspecified() ? this : with("scope", scopes.toString());
    }

    /** Sends client id and secret in the header (RFC 6749 section 2.3.1). */
    public GrantRequest withBasic(String authorization, String secret) {
        clientSecret = secret;
        secrets.add(secret);
        secrets.add(authorization.substring(authorization.indexOf(' ') + 1));
        this.authorization = authorization;
        return this;
    }

    /** Sends the client secret in the body (RFC 6749 section 2.3.1). */
    public GrantRequest withClientSecret(String secret) {
        clientSecret = secret;
        return withSecret("client_secret", secret);
    }

    /** The client secret, if the client has shown one. */
    Optional<String> clientSecret() {
        return Optional.ofNullable(clientSecret);
    }

    String grantType() {
        return grantType;
    }

    Scopes scopes() {
        return scopes;
    }

    SentSecrets secrets() {
        return secrets;
    }

    boolean singleUse() {
        return singleUse;
    }

    /** The refresh token that this request carries. */
    Optional<String> refreshToken() {
        return Optional.ofNullable(refreshToken);
    }

    HttpCall toCall(AuthorizationServer server) {
        URI uri = server.tokenEndpoint();
        HttpCall call = server.cloud() == Cloud.ENGAGEMENT
                ? authorized(HttpCall.post(uri, "application/json", bytes(Json.write(parameters))))
                : toForm(uri);
        return singleUse ? call.carryingSingleUseToken() : call;
    }

    HttpCall toForm(URI uri) {
        HttpCall call = authorized(HttpCall.post(uri, "application/x-www-form-urlencoded", bytes(form())));
        return singleUse ? call.carryingSingleUseToken() : call;
    }

    private HttpCall authorized(HttpCall call) {
        return authorization == null ? call : call.header("Authorization", authorization);
    }

    private String form() {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(String.valueOf(parameter.getValue())))
                .collect(Collectors.joining("&"));
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "GrantRequest[" + grantType + "]";
    }
}
