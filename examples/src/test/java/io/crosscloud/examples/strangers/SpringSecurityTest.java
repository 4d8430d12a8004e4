package io.crosscloud.examples.strangers;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/** Spring Security's OAuth 2.0 client, as it is published, logs in to both fakes and refreshes. */
class SpringSecurityTest {
    private static final Authentication MARTA = new TestingAuthenticationToken("marta", "none");

    /** Begins with the system's time, by which Spring reckons the end of a token. */
    @Fake
    private final TestClock clock = TestClock.startingAt(Instant.now());

    @Fake
    private FakeSalesforce salesforce;

    @Fake
    private FakeEngagement engagement;

    @Test
    void clientCredentials_areRenewedInEngagementWhenTheyExpire() throws IOException {
        Application application = new Application(atEngagement(engagement.clientId(), engagement.clientSecret())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .build());

        assertThat(status(engagement, "/platform/v1/tokenContext", application.token()))
                .isEqualTo(202);
        application.token();
        assertThat(engagement).receivedTokenRequests(1, "client_credentials");

        clock.advance(Duration.ofMinutes(20));

        assertThat(status(engagement, "/platform/v1/tokenContext", application.token()))
                .isEqualTo(202);
        assertThat(engagement).receivedTokenRequests(2).ofGrant("client_credentials");
    }

    @Test
    void login_isRefreshedInEngagementWithRotation() throws IOException {
        Application application = new Application(atEngagement(
                        engagement.webApp().clientId(),
                        engagement.webApp().clientSecret().orElseThrow())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationUri(engagement.uri() + "/v2/authorize")
                .redirectUri(engagement.redirectUri().toString())
                .scope("email_read", "offline")
                .build());
        application.logIn(engagement::login);

        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofMinutes(20));
            assertThat(status(engagement, "/platform/v1/tokenContext", application.token()))
                    .isEqualTo(202);
        }

        assertThat(engagement)
                .receivedTokenRequests(3)
                .receivedTokenRequests(2, "refresh_token")
                .neverSawASpentRefreshToken();
    }

    @Test
    void login_isRefreshedInSalesforceWithRotation() throws IOException {
        salesforce.rotation(true);
        Application application = new Application(atSalesforce()
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationUri(salesforce.uri() + "/services/oauth2/authorize")
                .redirectUri(salesforce.redirectUri().toString())
                .scope("api", "refresh_token")
                .build());
        application.logIn(salesforce::login);

        for (int i = 0; i < 2; i++) {
            assertThat(status(salesforce, "/services/data/v64.0/limits", application.token()))
                    .isEqualTo(200);
        }

        // Salesforce states no expires_in, so Spring takes every token for one that ends at once.
        assertThat(salesforce)
                .receivedTokenRequests(3)
                .receivedTokenRequests(2, "refresh_token")
                .neverSawASpentRefreshToken();
        assertThat(salesforce.journal().tokenRequests("authorization_code"))
                .singleElement()
                .extracting(RecordedRequest::parameters)
                .satisfies(parameters -> assertThat(parameters).containsKey("code_verifier"))
                .satisfies(parameters -> assertThat(parameters).doesNotContainKey("client_secret"));
    }

    @Test
    void clientCredentials_areAcceptedInSalesforceFromTheHeader() throws IOException {
        Application application = new Application(atSalesforce()
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .build());

        assertThat(status(salesforce, "/services/data/v64.0/limits", application.token()))
                .isEqualTo(200);

        assertThat(salesforce.journal().tokenRequests("client_credentials"))
                .singleElement()
                .satisfies(request ->
                        assertThat(request.authorization().orElseThrow()).startsWith("Basic "));
    }

    private ClientRegistration.Builder atSalesforce() {
        return ClientRegistration.withRegistrationId("cloud")
                .clientId(salesforce.clientId().value())
                .clientSecret(salesforce.clientSecret().exposeSecret())
                .tokenUri(salesforce.uri() + "/services/oauth2/token");
    }

    private ClientRegistration.Builder atEngagement(ClientId clientId, Secret clientSecret) {
        return ClientRegistration.withRegistrationId("cloud")
                .clientId(clientId.value())
                .clientSecret(clientSecret.exposeSecret())
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .tokenUri(engagement.uri() + "/v2/token");
    }

    private static int status(FakeCloud cloud, String path, String token) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(cloud.uri() + path).toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        return connection.getResponseCode();
    }

    /** A host application with Spring Security in it, and one client registration. */
    private final class Application {
        private final ClientRegistration registration;
        private final OAuth2AuthorizedClientService clients;
        private final AuthorizedClientServiceOAuth2AuthorizedClientManager manager;

        Application(ClientRegistration registration) {
            this.registration = registration;
            InMemoryClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(registration);
            this.clients = new InMemoryOAuth2AuthorizedClientService(registrations);
            this.manager = new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, clients);
            Clock time = clock.withZone(ZoneOffset.UTC);
            manager.setAuthorizedClientProvider(OAuth2AuthorizedClientProviderBuilder.builder()
                    .clientCredentials(grant -> grant.clock(time))
                    .refreshToken(grant -> grant.clock(time))
                    .build());
        }

        void logIn(UnaryOperator<URI> browser) {
            OAuth2AuthorizationRequest.Builder builder = OAuth2AuthorizationRequest.authorizationCode()
                    .authorizationUri(registration.getProviderDetails().getAuthorizationUri())
                    .clientId(registration.getClientId())
                    .redirectUri(registration.getRedirectUri())
                    .scopes(registration.getScopes())
                    .state("a-b_c=");
            OAuth2AuthorizationRequestCustomizers.withPkce().accept(builder);
            OAuth2AuthorizationRequest request = builder.build();
            UriComponents callback = UriComponentsBuilder.fromUri(
                            browser.apply(URI.create(request.getAuthorizationRequestUri())))
                    .build();
            assertThat(parameter(callback, "state")).isEqualTo("a-b_c=");
            OAuth2AuthorizationResponse response = OAuth2AuthorizationResponse.success(parameter(callback, "code"))
                    .redirectUri(registration.getRedirectUri())
                    .state(request.getState())
                    .build();
            OAuth2AccessTokenResponse answer = new RestClientAuthorizationCodeTokenResponseClient()
                    .getTokenResponse(new OAuth2AuthorizationCodeGrantRequest(
                            registration, new OAuth2AuthorizationExchange(request, response)));
            clients.saveAuthorizedClient(
                    new OAuth2AuthorizedClient(
                            registration, MARTA.getName(), answer.getAccessToken(), answer.getRefreshToken()),
                    MARTA);
        }

        private static String parameter(UriComponents uri, String name) {
            return URLDecoder.decode(uri.getQueryParams().getFirst(name), StandardCharsets.UTF_8);
        }

        String token() {
            OAuth2AuthorizedClient client = manager.authorize(OAuth2AuthorizeRequest.withClientRegistrationId("cloud")
                    .principal(MARTA)
                    .build());
            return client.getAccessToken().getTokenValue();
        }
    }
}
