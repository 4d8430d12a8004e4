package io.crosscloud.auth.contract;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.contract.TokenProviderContract;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.Secret;
import java.util.List;
import org.junit.jupiter.api.Nested;

class ClientCredentialsContractTest {
    @Nested
    class IntoSalesforce extends TokenProviderContract {
        @Fake
        private FakeSalesforce salesforce;

        @Override
        protected FakeCloud cloud() {
            return salesforce;
        }

        @Override
        protected TokenProvider provider() {
            return ClientCredentialsTokenProvider.builder(
                            salesforce.org(),
                            salesforce.clientId(),
                            ClientAuthentication.basic(salesforce.clientSecret()))
                    .clock(salesforce.clock())
                    .build();
        }

        @Override
        protected TokenRequest request() {
            return TokenRequest.of(User.integration());
        }

        @Override
        protected List<Secret> secrets() {
            return List.of(salesforce.clientSecret());
        }
    }

    @Nested
    class IntoEngagement extends TokenProviderContract {
        @Fake
        private FakeEngagement engagement;

        @Override
        protected FakeCloud cloud() {
            return engagement;
        }

        @Override
        protected TokenProvider provider() {
            return ClientCredentialsTokenProvider.builder(
                            engagement.tenant(),
                            engagement.clientId(),
                            ClientAuthentication.secret(engagement.clientSecret()))
                    .clock(engagement.clock())
                    .build();
        }

        @Override
        protected TokenRequest request() {
            return TokenRequest.of(User.integration());
        }

        @Override
        protected List<Secret> secrets() {
            return List.of(engagement.clientSecret());
        }
    }
}
