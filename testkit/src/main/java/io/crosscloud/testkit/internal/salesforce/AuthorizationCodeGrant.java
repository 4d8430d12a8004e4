package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** {@code authorization_code}: the second half of a person's login, with PKCE (RFC 7636) if the first half had it. */
final class AuthorizationCodeGrant implements Grant {
    static final String TYPE = "authorization_code";

    private final GrantTools tools;

    AuthorizationCodeGrant(GrantTools tools) {
        this.tools = tools;
    }

    @Override
    public TokenAnswer issue(TokenCall call) {
        ConnectedApp app = tools.clients().authenticate(call, ConnectedApp.Trait.LOGIN_WITHOUT_SECRET);
        LoginCode code = tools.tokens().consume(call.parameter("code").orElse(""));
        if (!code.holder().clientId().equals(app.clientId())) {
            throw OAuthError.invalidGrant("invalid authorization code");
        }
        if (!code.redirectUri().equals(call.parameter("redirect_uri").orElse(""))) {
            throw new OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration");
        }
        checkProof(code, call.parameter("code_verifier"));
        Directory.Member member = tools.directory()
                .member(code.holder().username())
                .orElseThrow(() -> OAuthError.invalidGrant("inactive user"));
        tools.admission().admit(member, app);
        ApiSession session = tools.sessions().prepare(member, app, code.scopes());
        TokenAnswer answer =
                TokenAnswer.of(session, member, app).with(new TokenAnswer.Claims(true, true, code.nonce()));
        if (GrantScopes.refreshes(code.scopes())) {
            return answer.withRefreshToken(tools.tokens().approve(session));
        }
        tools.tokens().open(session);
        return answer;
    }

    private static void checkProof(LoginCode code, Optional<String> verifier) {
        String challenge = code.challenge();
        if (challenge == null) {
            return;
        }
        if (verifier.isEmpty()) {
            throw OAuthError.invalidGrant("missing code verifier");
        }
        if (!challenge.equals(challengeOf(verifier.get()))) {
            throw new OAuthError("invalid_request", "invalid code verifier");
        }
    }

    private static String challengeOf(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
