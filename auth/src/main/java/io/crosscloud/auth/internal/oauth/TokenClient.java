package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.ClientAuthentication.ClientSecret;
import io.crosscloud.auth.client.ClientAuthentication.PrivateKeyJwt;
import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Asks a token endpoint in the name of a client (RFC 6749 section 2.3). Thread-safe; blocking. */
public final class TokenClient {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final TokenEndpoint endpoint;
    private final ClientId clientId;
    private final CredentialRotation<UnaryOperator<GrantRequest>> proofs;

    /** A client at an endpoint. */
    public TokenClient(
            TokenEndpoint endpoint, ClientId clientId, ClientAuthentication authentication, AuthListener listener) {
        this.endpoint = endpoint;
        this.clientId = clientId;
        this.proofs = new CredentialRotation<>(
                proofs(authentication), Refusal.OF_THE_CLIENT, endpoint.server().cloud(), listener);
    }

    /**
     * Reads the secret, or signs the assertion, for a request that asks for a token. When it is sent and the server
     * does not accept the client, it is sent again with the next secret or key.
     *
     * @param request puts together the request, without the client, anew for each try
     */
    public PreparedRequest prepare(Supplier<GrantRequest> request, Attempts attempts) {
        CredentialRotation<UnaryOperator<GrantRequest>>.Proofs<GrantRequest> proven =
                proofs.prepare(proof -> proof.apply(request.get()));
        return sendBy -> proven.send(
                made -> {
                    attempts.take();
                    return endpoint.request(made, sendBy);
                },
                attempts,
                sendBy);
    }

    /** Asks for a token at once, without a deadline for sending. */
    public TokenGrant request(Supplier<GrantRequest> request, Attempts attempts) {
        return prepare(request, attempts).send(Deadline.none());
    }

    /**
     * Revokes a refresh token and the access tokens that came from it; again with the next secret or key if the
     * server does not accept the client.
     *
     * @throws AuthException if the server did not revoke it
     */
    public Revocation revoke(RefreshToken token) {
        return revoke(token.exposeSecret());
    }

    /** Revokes an access token, likewise. */
    public Revocation revoke(AccessToken token) {
        return revoke(token.exposeSecret());
    }

    private Revocation revoke(String token) {
        RevocationEndpoint revocation = endpoint.revocation();
        return revocation.wantsClient()
                ? proofs.grant(
                        proof -> revocation.revoke(proof.apply(GrantRequest.revoking(token))), Attempts.unlimited())
                : revocation.revoke(GrantRequest.revoking(token));
    }

    /**
     * Asks when a token ends; again with the next secret or key if the server does not accept the client.
     *
     * @throws AuthException if the server does not say
     */
    public Instant ends(AccessToken token) {
        Introspection introspection = endpoint.introspection();
        return proofs.grant(
                proof -> introspection.ends(token, proof.apply(GrantRequest.about(token))), Attempts.unlimited());
    }

    private List<UnaryOperator<GrantRequest>> proofs(ClientAuthentication authentication) {
        List<UnaryOperator<GrantRequest>> proofs = new ArrayList<>();
        if (authentication instanceof ClientSecret given) {
            given.secrets().forEach(secret -> proofs.add(given.inHeader() ? basic(secret) : post(secret)));
        } else if (authentication instanceof PrivateKeyJwt given) {
            String audience = given.audienceAt(endpoint.server());
            given.keys().forEach(key -> proofs.add(signed(key, audience)));
        } else {
            proofs.add(this::identified);
        }
        return proofs;
    }

    private GrantRequest identified(GrantRequest request) {
        return request.with("client_id", clientId.value());
    }

    private UnaryOperator<GrantRequest> post(Supplier<Secret> secret) {
        return request -> identified(request).withClientSecret(read(secret));
    }

    private UnaryOperator<GrantRequest> basic(Supplier<Secret> secret) {
        return request -> {
            String value = read(secret);
            String pair = GrantRequest.encode(clientId.value()) + ":" + GrantRequest.encode(value);
            byte[] bytes = pair.getBytes(StandardCharsets.US_ASCII);
            return request.withBasic("Basic " + Base64.getEncoder().encodeToString(bytes), value);
        };
    }

    private UnaryOperator<GrantRequest> signed(SigningKey key, String audience) {
        Assertion assertion = new Assertion(clientId.value(), clientId.value(), audience, Assertion.DEFAULT_LIFETIME);
        return request -> identified(request)
                .with("client_assertion_type", ASSERTION_TYPE)
                .withSecret("client_assertion", assertion.sign(key, endpoint.clock()));
    }

    private static String read(Supplier<Secret> secret) {
        try {
            return secret.get().exposeSecret();
        } catch (AuthException e) {
            throw e;
        } catch (RuntimeException e) {
            throw AuthFailure.of(CredentialProblem.SECRET_UNAVAILABLE)
                    .detail(e.getClass().getName())
                    .toException();
        }
    }
}
