package io.crosscloud.bench;

import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/** Spring Security: the manager for use outside of web requests, client credentials, a principal for each user. */
final class SpringSecurity implements Client {
    private final AuthorizedClientServiceOAuth2AuthorizedClientManager manager;
    private final InMemoryOAuth2AuthorizedClientService clients;
    private final OAuth2AuthorizeRequest[] requests;

    SpringSecurity(Endpoint endpoint, int users) {
        var repository = new InMemoryClientRegistrationRepository(ClientRegistration.withRegistrationId("salesforce")
                .clientId("bench")
                .clientSecret("bench")
                .tokenUri(endpoint.tokenUri().toString())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .build());
        clients = new InMemoryOAuth2AuthorizedClientService(repository);
        manager = new AuthorizedClientServiceOAuth2AuthorizedClientManager(repository, clients);
        requests = IntStream.range(0, users)
                .mapToObj(i -> OAuth2AuthorizeRequest.withClientRegistrationId("salesforce")
                        .principal("user-" + i)
                        .build())
                .toArray(OAuth2AuthorizeRequest[]::new);
    }

    @Override
    public Object token(int user) {
        return Objects.requireNonNull(manager.authorize(requests[user])).getAccessToken();
    }

    @Override
    public void renew(int user) {
        clients.removeAuthorizedClient("salesforce", "user-" + user);
        token(user);
    }
}
