package io.crosscloud.auth.contract;

import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
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

class JwtBearerContractTest {
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
            SigningKey key = SigningKey.fromPem(salesforce.signingKeyPem());
            return JwtBearerTokenProvider.builder(salesforce.org(), salesforce.clientId(), key)
                    .clock(salesforce.clock())
                    .build();
        }

        @Override
        protected TokenRequest request() {
            return TokenRequest.of(salesforce.user());
        }

        @Override
        protected List<Secret> secrets() {
            return Keys.linesOf(salesforce.signingKeyPem());
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
            SigningKey key = SigningKey.fromPem(engagement.signingKeyPem());
            return JwtBearerTokenProvider.builder(engagement.tenant(), engagement.clientId(), key)
                    .clock(engagement.clock())
                    .build();
        }

        @Override
        protected TokenRequest request() {
            return TokenRequest.of(engagement.user());
        }

        @Override
        protected List<Secret> secrets() {
            return Keys.linesOf(engagement.signingKeyPem());
        }
    }
}
