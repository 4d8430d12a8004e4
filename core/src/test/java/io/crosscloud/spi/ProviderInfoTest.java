package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.Cloud;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProviderInfoTest {
    private static final SalesforceOrg ORG = SalesforceOrg.myDomain("acme");
    private static final ClientId CLIENT = ClientId.of("3MVG9");

    private final ProviderInfo info = ProviderInfo.of(GrantType.JWT_BEARER, ORG, CLIENT);

    @Test
    void info_saysGrantServerAndClient() {
        assertThat(info.grant()).isEqualTo(GrantType.JWT_BEARER);
        assertThat(info.server()).contains(ORG);
        assertThat(info.cloud()).contains(Cloud.SALESFORCE);
        assertThat(info.clientId()).contains(CLIENT);
        assertThat(info).hasToString(info.binding());
    }

    @Test
    void everythingThatChangesWhatATokenMayDo_changesTheBinding() {
        ProviderInfo[] different = {
            info,
            info.withDefaults("@7"),
            info.withDefaults("@8"),
            ProviderInfo.of(GrantType.CLIENT_CREDENTIALS, ORG, CLIENT),
            ProviderInfo.of(GrantType.JWT_BEARER, SalesforceOrg.myDomain("other"), CLIENT),
            ProviderInfo.of(GrantType.JWT_BEARER, ORG, ClientId.of("3MVG8")),
            ProviderInfo.custom(),
        };

        assertThat(Arrays.stream(different).map(ProviderInfo::binding)).doesNotHaveDuplicates();
        assertThat(ProviderInfo.of(GrantType.JWT_BEARER, ORG, CLIENT).binding()).isEqualTo(info.binding());
        assertThat(info.withDefaults("@7").server()).contains(ORG);
        assertThat(info.withDefaults("@7").clientId()).contains(CLIENT);
    }

    @Test
    void hostsOwnProvider_isCustomUnlessItSaysMore() {
        TokenProvider provider = request -> {
            throw new AssertionError("not asked");
        };

        assertThat(provider.info().grant()).isEqualTo(GrantType.CUSTOM);
        assertThat(provider.info().server()).isEmpty();
        assertThat(provider.info().cloud()).isEmpty();
        assertThat(provider.info().clientId()).isEmpty();
    }
}
