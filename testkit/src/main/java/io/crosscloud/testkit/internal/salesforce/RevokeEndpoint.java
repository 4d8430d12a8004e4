package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;

/** {@code /services/oauth2/revoke}, by GET or POST, without client authentication. */
final class RevokeEndpoint {
    private final Tokens tokens;

    RevokeEndpoint(Tokens tokens) {
        this.tokens = tokens;
    }

    FakeResponse handle(FakeRequest request) {
        String token = request.parameters().first("token").orElse("");
        if (token.isEmpty()) {
            return TokenEndpoint.refusal(
                    new OAuthError("unsupported_token_type", "this token type is not supported"), request);
        }
        return tokens.revoke(token)
                ? FakeResponse.empty(200).withHeader("Cache-Control", "no-cache, no-store")
                : TokenEndpoint.refusal(new OAuthError("invalid_token", "invalid token"), request);
    }
}
