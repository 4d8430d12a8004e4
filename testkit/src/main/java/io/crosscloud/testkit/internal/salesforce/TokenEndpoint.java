package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /services/oauth2/token}. Looks at the grant type first, then at a scope that has no place here, then at the
 * client, then at what the grant asks for; every refusal is a 400 with exactly two keys.
 */
final class TokenEndpoint {
    private final Map<String, Grant> grants;
    private final TokenMembers members;
    private final Switches switches;

    TokenEndpoint(Map<String, Grant> grants, TokenMembers members, Switches switches) {
        this.grants = Map.copyOf(grants);
        this.members = members;
        this.switches = switches;
    }

    FakeResponse handle(FakeRequest request) {
        try {
            checkForm(request);
            Grant grant =
                    request.parameters().first("grant_type").map(grants::get).orElse(null);
            if (grant == null || !request.method().equals("POST")) {
                throw new OAuthError("unsupported_grant_type", "grant type not supported");
            }
            checkScope(grant, request);
            return TokenFormat.write(200, members.of(grant.issue(TokenCall.of(request))), request);
        } catch (OAuthError refused) {
            return refusal(refused, request);
        }
    }

    static FakeResponse refusal(OAuthError refused, FakeRequest request) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", refused.error());
        body.put("error_description", refused.description());
        FakeResponse response = TokenFormat.write(400, body, request).withError(refused.error());
        String tag = refused.tag();
        return tag == null ? response : response.withTag(tag);
    }

    /** Scopes are asked for at the login; a parameter without a value counts as omitted (RFC 6749 section 3.2). */
    private static void checkScope(Grant grant, FakeRequest request) {
        boolean named = request.parameters().all("scope").stream().anyMatch(scope -> !scope.isEmpty());
        if (named && !(grant instanceof PasswordGrant)) {
            throw new OAuthError("invalid_request", "scope parameter not supported");
        }
    }

    private void checkForm(FakeRequest request) {
        if (!switches.has(SalesforceSwitch.STRICT_TOKEN_REQUESTS)) {
            return;
        }
        Parameters form = request.form();
        if (!request.query().names().isEmpty()
                || form.names().isEmpty()
                || !form.repeated().isEmpty()) {
            throw new OAuthError("invalid_request", "parameters must be sent once, in the body of a form");
        }
    }
}
