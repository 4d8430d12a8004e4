package io.crosscloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.Cloud;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngagementTenantTest {
    private static final String SUBDOMAIN = "mc563885gzs27c5t9-63k636ttgm";
    private static final String AUTH = "https://" + SUBDOMAIN + ".auth.marketingcloudapis.com";

    private final EngagementTenant tenant = EngagementTenant.of(SUBDOMAIN);

    @ParameterizedTest
    @ValueSource(strings = {SUBDOMAIN, "mct0l7nxfq2r988t1kxfy8sc47ma"})
    void subdomain_namesTheTenantsHosts(String subdomain) {
        EngagementTenant tenant = EngagementTenant.of(subdomain);
        String auth = "https://" + subdomain + ".auth.marketingcloudapis.com";

        assertThat(tenant.subdomain()).isEqualTo(subdomain);
        assertThat(tenant.tokenEndpoint()).hasToString(auth + "/v2/token");
        assertThat(tenant.authorizationEndpoint()).hasToString(auth + "/v2/authorize");
        assertThat(tenant.endpoint(Endpoint.USERINFO)).contains(URI.create(auth + "/v2/userinfo"));
        assertThat(tenant.audience()).isEqualTo(auth);
        assertThat(tenant.cloud()).isEqualTo(Cloud.ENGAGEMENT);
        assertThat(tenant).hasToString(auth);
    }

    @Test
    void endpointsThatEngagementDoesNotDocument_areEmptyUnlessGiven() {
        for (Endpoint absent : new Endpoint[] {Endpoint.REVOCATION, Endpoint.INTROSPECTION, Endpoint.KEYS}) {
            URI given = URI.create("https://gateway.example/" + absent);

            assertThat(tenant.endpoint(absent)).isEmpty();
            assertThat(tenant.withEndpoint(absent, given).endpoint(absent)).contains(given);
        }
    }

    @Test
    void authBase_movesEveryEndpointAndTheAudience() {
        EngagementTenant behind = tenant.withAuthBase(URI.create("https://Gateway.example:8443/mce/"));

        assertThat(behind.tokenEndpoint()).hasToString("https://gateway.example:8443/mce/v2/token");
        assertThat(behind.authorizationEndpoint()).hasToString("https://gateway.example:8443/mce/v2/authorize");
        assertThat(behind.audience()).isEqualTo("https://gateway.example:8443/mce");
        assertThat(behind.subdomain()).isEqualTo(SUBDOMAIN);
        assertThat(tenant.audience()).isEqualTo(AUTH);
    }

    @Test
    void overriddenEndpoint_replacesThatOneOnly_andOutlivesAnotherAuthBase() {
        EngagementTenant changed = tenant.withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/token"))
                .withAuthBase(URI.create("http://127.0.0.1:9"));

        assertThat(changed.tokenEndpoint()).hasToString("https://gateway.example/token");
        assertThat(changed.endpoint(Endpoint.TOKEN)).contains(changed.tokenEndpoint());
        assertThat(changed.authorizationEndpoint()).hasToString("http://127.0.0.1:9/v2/authorize");
        assertThat(changed.audience()).isEqualTo("http://127.0.0.1:9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mc563885gzs27c5t9-63k636ttg", // 27
                "mc563885gzs27c5t9-63k636ttgmm", // 29
                "xx563885gzs27c5t9-63k636ttgm",
                "MC563885GZS27C5T9-63K636TTGM",
                "mc563885gzs27c5t9-63k636ttg-",
                "mc563885gzs27c5t9_63k636ttgm",
                "mc563885gzs27c5t9.63k636ttgm",
                "mc563885gzs27c5t9/63k636ttgm",
                "mc563885gzs27c5t9#63k636ttgm",
                "mc563885gzs27c5t9@63k636ttgm",
                "mc563885gzs27c5t9%2e3k636ttg",
                "mc563885gzs27c5t9\u201363k636ttgm", // an en dash
                "mc563885gzs27c5t9-63\u212a636ttgm", // the Kelvin sign, whose lower case is an ASCII k
                "mc563885gzs27c5t9-63k636ttgm\n",
                " mc563885gzs27c5t9-63k636ttg",
                AUTH,
                "mc563885gzs27c5t9-63k636ttgm.auth.marketingcloudapis.com",
            })
    void subdomainOfAnotherForm_isRefusedByItsOwnProblem(String subdomain) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> EngagementTenant.of(subdomain))
                .withMessageContaining("subdomain: \"")
                .withMessageContaining("(expected: 28 characters a-z, 0-9 and -, beginning with mc)")
                .withMessageContaining("Installed Packages")
                .extracting(ConfigurationException::problem)
                .isEqualTo(SettingProblem.SUBDOMAIN_INVALID);
    }

    @Test
    void lookAlikeLetter_isNamedSoThatItCanBeSeen() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> EngagementTenant.of("mc563885gzs27c5t9\u201363k636ttgm"))
                .withMessageContaining("\"mc563885gzs27c5t9\\u201363k636ttgm\"");
    }

    @Test
    void audienceOfAClient_isTheTokenEndpointAsItsServerKnowsIt() {
        URI gateway = URI.create("https://gateway.example/token");

        assertThat(tenant.clientAudience()).isEqualTo(AUTH + "/v2/token");
        assertThat(tenant.withEndpoint(Endpoint.TOKEN, gateway).clientAudience())
                .isEqualTo(AUTH + "/v2/token");
        assertThat(tenant.withAuthBase(URI.create("https://gateway.example"))
                        .withEndpoint(Endpoint.TOKEN, gateway)
                        .clientAudience())
                .isEqualTo("https://gateway.example/token");
    }

    @Test
    void tenants_areEqualIfEverySettingIs() {
        URI gateway = URI.create("https://gateway.example");

        assertThat(tenant).isEqualTo(EngagementTenant.of(SUBDOMAIN)).hasSameHashCodeAs(EngagementTenant.of(SUBDOMAIN));
        assertThat(tenant.withAuthBase(gateway))
                .isEqualTo(tenant.withAuthBase(URI.create("https://GATEWAY.example/")))
                .hasSameHashCodeAs(tenant.withAuthBase(gateway));
        assertThat(tenant)
                .isNotEqualTo(EngagementTenant.of("mct0l7nxfq2r988t1kxfy8sc47ma"))
                .isNotEqualTo(tenant.withAuthBase(gateway))
                .isNotEqualTo(tenant.withEndpoint(Endpoint.KEYS, gateway))
                .isNotEqualTo(tenant.withTrustedHost("api.example"))
                .isNotEqualTo(SalesforceOrg.production());
    }
}
