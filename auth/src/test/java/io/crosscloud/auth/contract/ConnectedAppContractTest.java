package io.crosscloud.auth.contract;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.contract.RefreshTokenProviderContract;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.Secret;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class ConnectedAppContractTest {
    @Nested
    class IntoSalesforceWithASecret extends IntoSalesforce {
        @Override
        ClientAuthentication authentication() {
            return ClientAuthentication.secret(salesforce.clientSecret());
        }

        @Override
        protected List<Secret> secrets() {
            return List.of(salesforce.clientSecret());
        }
    }

    @Nested
    class IntoSalesforceWithAKey extends IntoSalesforce {
        @Override
        ClientAuthentication authentication() {
            return ClientAuthentication.privateKeyJwt(SigningKey.fromPem(salesforce.signingKeyPem()));
        }

        @Override
        protected List<Secret> secrets() {
            return Keys.linesOf(salesforce.signingKeyPem());
        }
    }

    abstract static class IntoSalesforce extends RefreshTokenProviderContract {
        @Fake
        FakeSalesforce salesforce;

        abstract ClientAuthentication authentication();

        @BeforeEach
        void rotate() {
            salesforce.rotation(true);
        }

        @Override
        protected FakeCloud cloud() {
            return salesforce;
        }

        @Override
        protected TokenProvider provider() {
            return ConnectedAppTokenRefresher.builder(salesforce.org(), salesforce.clientId(), authentication())
                    .clock(salesforce.clock())
                    .build();
        }

        @Override
        protected TokenRequest request() {
            return TokenRequest.of(salesforce.user()).with(salesforce.issueRefreshToken());
        }
    }

    @Nested
    class IntoEngagement extends RefreshTokenProviderContract {
        @Fake
        private FakeEngagement engagement;

        @Override
        protected FakeCloud cloud() {
            return engagement;
        }

        @Override
        protected TokenProvider provider() {
            return ConnectedAppTokenRefresher.builder(
                            engagement.tenant(),
                            engagement.webApp().clientId(),
                            ClientAuthentication.secret(secrets().get(0)))
                    .clock(engagement.clock())
                    .build();
        }

        @Override
        protected TokenRequest request() {
            return TokenRequest.of(engagement.user()).with(engagement.issueRefreshToken());
        }

        @Override
        protected List<Secret> secrets() {
            return List.of(engagement.webApp().clientSecret().orElseThrow());
        }
    }
}
