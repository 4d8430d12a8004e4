package io.crosscloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.Cloud;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceOrgTest {
    private static final String PRODUCTION = "https://login.salesforce.com";
    private static final String SANDBOX = "https://test.salesforce.com";

    @Test
    void production_isTheLoginHostAndItsOwnAudience() {
        SalesforceOrg org = SalesforceOrg.production();

        assertThat(org.loginHost()).hasToString(PRODUCTION);
        assertThat(org.tokenEndpoint()).hasToString(PRODUCTION + "/services/oauth2/token");
        assertThat(org.authorizationEndpoint()).hasToString(PRODUCTION + "/services/oauth2/authorize");
        assertThat(org.audience()).isEqualTo(PRODUCTION);
        assertThat(org.sharedLoginHost()).isTrue();
        assertThat(org.cloud()).isEqualTo(Cloud.SALESFORCE);
        assertThat(org).hasToString(PRODUCTION);
    }

    @Test
    void sandbox_isTheTestHostAndItsOwnAudience() {
        SalesforceOrg org = SalesforceOrg.sandbox();

        assertThat(org.tokenEndpoint()).hasToString(SANDBOX + "/services/oauth2/token");
        assertThat(org.audience()).isEqualTo(SANDBOX);
        assertThat(org.sharedLoginHost()).isTrue();
    }

    @Test
    void everyEndpoint_hasTheDocumentedPath() {
        Map<Endpoint, String> documented = Map.of(
                Endpoint.AUTHORIZATION, "/services/oauth2/authorize",
                Endpoint.TOKEN, "/services/oauth2/token",
                Endpoint.REVOCATION, "/services/oauth2/revoke",
                Endpoint.INTROSPECTION, "/services/oauth2/introspect",
                Endpoint.USERINFO, "/services/oauth2/userinfo",
                Endpoint.KEYS, "/id/keys");

        for (Endpoint endpoint : Endpoint.values()) {
            assertThat(SalesforceOrg.myDomain("acme").endpoint(endpoint))
                    .contains(URI.create("https://acme.my.salesforce.com" + documented.get(endpoint)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "acme, https://acme.my.salesforce.com, " + PRODUCTION,
        "ACME, https://acme.my.salesforce.com, " + PRODUCTION,
        "acme-emea2, https://acme-emea2.my.salesforce.com, " + PRODUCTION,
        "7acme, https://7acme.my.salesforce.com, " + PRODUCTION,
        "acme--uat, https://acme--uat.sandbox.my.salesforce.com, " + SANDBOX,
        "acme--uat.sandbox, https://acme--uat.sandbox.my.salesforce.com, " + SANDBOX,
        "power-page-1234.scratch, https://power-page-1234.scratch.my.salesforce.com, " + SANDBOX,
        "acme-dev-ed.develop, https://acme-dev-ed.develop.my.salesforce.com, " + PRODUCTION,
        "acme.demo, https://acme.demo.my.salesforce.com, " + PRODUCTION,
        "acme.patch, https://acme.patch.my.salesforce.com, " + PRODUCTION,
        "acme.trailblaze, https://acme.trailblaze.my.salesforce.com, " + PRODUCTION,
        "acme.free, https://acme.free.my.salesforce.com, " + PRODUCTION,
    })
    void myDomain_hasItsOwnHostAndTheAudienceOfItsKind(String name, String host, String audience) {
        SalesforceOrg org = SalesforceOrg.myDomain(name);

        assertThat(org.loginHost()).hasToString(host);
        assertThat(org.tokenEndpoint()).hasToString(host + "/services/oauth2/token");
        assertThat(org.audience()).isEqualTo(audience);
        assertThat(org.sharedLoginHost()).isFalse();
        assertThat(org).isEqualTo(SalesforceOrg.at(URI.create(host)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.salesforce.com/, https://login.salesforce.com, " + PRODUCTION,
        "https://LOGIN.Salesforce.COM:443//, https://login.salesforce.com, " + PRODUCTION,
        "https://acme.my.salesforce.mil, https://acme.my.salesforce.mil, " + PRODUCTION,
        "https://acme--uat.sandbox.my.salesforce.mil, https://acme--uat.sandbox.my.salesforce.mil, " + SANDBOX,
        "https://acme.my.crmforce.mil, https://acme.my.crmforce.mil, " + PRODUCTION,
        "https://acme.my.sfcrmproducts.cn, https://acme.my.sfcrmproducts.cn, https://acme.my.sfcrmproducts.cn",
        "https://acme.my.site.com/partners/, https://acme.my.site.com/partners, https://acme.my.site.com/partners",
        "https://site.force.com/customers, https://site.force.com/customers, https://site.force.com/customers",
        "https://partners.acme.example, https://partners.acme.example, https://partners.acme.example",
        "http://localhost:8080, http://localhost:8080, http://localhost:8080",
        "http://127.0.0.1:8080/, http://127.0.0.1:8080, http://127.0.0.1:8080",
        "HTTP://[::1]:8080, http://[::1]:8080, http://[::1]:8080",
        "http://localhost:80, http://localhost, http://localhost",
        "https://localhost:80, https://localhost:80, https://localhost:80",
        "https://gateway.example:8443/sf/, https://gateway.example:8443/sf, https://gateway.example:8443/sf",
    })
    void loginHost_isBroughtIntoOneForm_andItsKindDecidesTheAudience(URI given, String form, String audience) {
        SalesforceOrg org = SalesforceOrg.at(given);

        assertThat(org.loginHost()).hasToString(form);
        assertThat(org.tokenEndpoint()).hasToString(form + "/services/oauth2/token");
        assertThat(org.endpoint(Endpoint.KEYS)).contains(URI.create(form + "/id/keys"));
        assertThat(org.audience()).isEqualTo(audience);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://login.salesforce.com:443", "https://TEST.salesforce.com/"})
    void sharedLoginHost_isSeenInEverySpelling(URI given) {
        assertThat(SalesforceOrg.at(given).sharedLoginHost()).isTrue();
    }

    @Test
    void audience_canBeReplaced_andChangesNothingElse() {
        SalesforceOrg org = SalesforceOrg.myDomain("acme").withAudience("https://acme.my.salesforce.com");

        assertThat(org.audience()).isEqualTo("https://acme.my.salesforce.com");
        assertThat(org.tokenEndpoint()).isEqualTo(SalesforceOrg.myDomain("acme").tokenEndpoint());
        assertThat(SalesforceOrg.myDomain("acme").audience()).isEqualTo(PRODUCTION);
    }

    @Test
    void overriddenEndpoint_replacesThatOneOnly() {
        URI gateway = URI.create("https://gateway.example/sf/token/");
        SalesforceOrg org = SalesforceOrg.myDomain("acme").withEndpoint(Endpoint.TOKEN, gateway);

        assertThat(org.tokenEndpoint()).hasToString("https://gateway.example/sf/token");
        assertThat(org.endpoint(Endpoint.TOKEN)).isEqualTo(Optional.of(org.tokenEndpoint()));
        assertThat(org.authorizationEndpoint())
                .isEqualTo(SalesforceOrg.myDomain("acme").authorizationEndpoint());
        assertThat(org.audience()).isEqualTo(PRODUCTION);
        assertThat(org.loginHost()).hasToString("https://acme.my.salesforce.com");
    }

    @Test
    void overriddenEndpoints_addUp() {
        SalesforceOrg org = SalesforceOrg.production()
                .withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/token"))
                .withEndpoint(Endpoint.AUTHORIZATION, URI.create("http://localhost:9/authorize"))
                .withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/token2"))
                .withAudience("a");

        assertThat(org.tokenEndpoint()).hasToString("https://gateway.example/token2");
        assertThat(org.authorizationEndpoint()).hasToString("http://localhost:9/authorize");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "acme.my.salesforce.com",
                "https://acme.my.salesforce.com",
                "acme/",
                "-acme",
                "acme-",
                "acme---uat",
                "acme.staging",
                "acme.",
                ".sandbox",
                "acme uat",
                "acme_uat",
                "evil.example#",
                "evil.example/",
                "user@acme",
                "acme:8443",
                "\u00e4cme",
                "\u212aacme", // the Kelvin sign, whose lower case is an ASCII k
            })
    void myDomainOfAnotherForm_isAConfigurationProblem(String name) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SalesforceOrg.myDomain(name))
                .withMessageContaining("My Domain: ")
                .withMessageContaining("(expected: the name before .my.salesforce.com")
                .extracting(ConfigurationException::problem)
                .isEqualTo(SettingProblem.SETTING_INVALID);
    }

    @Test
    void endlessMyDomain_isRefusedWithoutBeingPrintedWhole() {
        assertThat(SalesforceOrg.myDomain("a".repeat(63)).loginHost())
                .hasToString("https://" + "a".repeat(63) + ".my.salesforce.com");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SalesforceOrg.myDomain("a".repeat(64)));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SalesforceOrg.myDomain("a".repeat(1_000_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://acme.lightning.force.com",
                "https://acme--uat.sandbox.lightning.force.com/",
                "https://ACME.Lightning.Force.com",
                "https://acme.lightning.force.mil",
                "https://acme.lightning.crmforce.mil",
                "https://acme.lightning.sfcrmapps.cn",
                "https://acme.lightning.pc-rnd.force.com",
            })
    void lightningHost_isRefusedByItsOwnProblem(URI host) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SalesforceOrg.at(host))
                .withMessageContaining(host.toString())
                .extracting(ConfigurationException::problem)
                .isEqualTo(SettingProblem.LIGHTNING_HOST);
    }

    @Test
    void hostWithLightningInItsName_isNoLightningHost() {
        assertThat(SalesforceOrg.at(URI.create("https://login.lightning.example"))
                        .loginHost())
                .hasToString("https://login.lightning.example");
    }

    @Test
    void blankAudience_isAConfigurationProblem() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SalesforceOrg.production().withAudience(" "))
                .withMessageContaining("audience: \" \"");
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.salesforce.com, true",
        "https://test.salesforce.com, true",
        "https://acme--uat.sandbox.my.salesforce.com, true",
        "https://acme.my.salesforce.mil, true",
        "https://acme.my.sfcrmproducts.cn, true",
        "https://acme.my.site.com/customers, true",
        "https://salesforce.com.evil.example, false",
        "https://notsalesforce.com, false",
        "https://customers.acme.example, false",
        "http://127.0.0.1:8400, false",
    })
    void hostSaysWhetherSalesforceAnswers_unlessItIsSaid(URI host, boolean salesforce) {
        SalesforceOrg org = SalesforceOrg.at(host);

        assertThat(org.answeredBySalesforce()).isEqualTo(salesforce);
        assertThat(org.withSalesforceBehind().answeredBySalesforce()).isTrue();
        assertThat(org.withSalesforceBehind()
                        .withAudience("a")
                        .withTrustedHost("api.example")
                        .withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/token"))
                        .answeredBySalesforce())
                .isTrue();
    }

    @Test
    void gatewayBeforeAnOrg_isAnsweredBySalesforceAllTheSame() {
        URI gateway = URI.create("https://gateway.example/token");

        assertThat(SalesforceOrg.myDomain("acme")
                        .withEndpoint(Endpoint.TOKEN, gateway)
                        .answeredBySalesforce())
                .isTrue();
        assertThat(SalesforceOrg.at(URI.create("https://acme.example"))
                        .withEndpoint(Endpoint.TOKEN, SalesforceOrg.production().tokenEndpoint())
                        .answeredBySalesforce())
                .isTrue();
    }

    @Test
    void whatIsSaidOfTheServerBehind_changesNoIdentity() {
        SalesforceOrg org = SalesforceOrg.at(URI.create("https://gateway.example"));

        assertThat(org.withSalesforceBehind())
                .isEqualTo(org)
                .hasSameHashCodeAs(org)
                .hasToString(org.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "https://acme.my.salesforce.com,, https://acme.my.salesforce.com/services/oauth2/token",
        "https://acme.my.salesforce.com, https://gateway.example/token, https://acme.my.salesforce.com/services/oauth2/token",
        "https://id.example/realms/a, https://id.example/realms/a/openid-connect/token, https://id.example/realms/a/openid-connect/token",
        "http://127.0.0.1:8080, http://127.0.0.1:9090/token, http://127.0.0.1:8080/services/oauth2/token",
    })
    void audienceOfAClient_isTheTokenEndpointAsItsServerKnowsIt(URI host, URI override, String audience) {
        SalesforceOrg org = SalesforceOrg.at(host);

        assertThat((override == null ? org : org.withEndpoint(Endpoint.TOKEN, override)).clientAudience())
                .isEqualTo(audience);
    }

    @Test
    void orgs_areEqualIfEverySettingIs() {
        SalesforceOrg org = SalesforceOrg.myDomain("acme");
        URI token = URI.create("https://gateway.example/token");

        assertThat(org).isEqualTo(SalesforceOrg.myDomain("Acme")).hasSameHashCodeAs(SalesforceOrg.myDomain("Acme"));
        assertThat(org.withEndpoint(Endpoint.TOKEN, token))
                .isEqualTo(org.withEndpoint(Endpoint.TOKEN, token))
                .hasSameHashCodeAs(org.withEndpoint(Endpoint.TOKEN, token));
        assertThat(org)
                .isNotEqualTo(SalesforceOrg.myDomain("other"))
                .isNotEqualTo(org.withAudience("a"))
                .isNotEqualTo(org.withEndpoint(Endpoint.TOKEN, token))
                .isNotEqualTo(org.withTrustedHost("api.example"))
                .isNotEqualTo(null);
        assertThat(org.withTrustedHost("api.example"))
                .isEqualTo(org.withTrustedHost("API.example"))
                .isEqualTo(org.withTrustedHost("api.example:443"));
    }
}
