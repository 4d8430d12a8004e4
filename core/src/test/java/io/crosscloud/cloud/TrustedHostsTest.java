package io.crosscloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** API hosts that a server names. {@code HOST} in a row stands for a host that the cloud really has. */
class TrustedHostsTest {
    private static final String SUBDOMAIN = "mc563885gzs27c5t9-63k636ttgm";
    private static final SalesforceOrg ORG = SalesforceOrg.production();
    private static final EngagementTenant TENANT = EngagementTenant.of(SUBDOMAIN);
    private static final String ORG_HOST = "acme.my.salesforce.com";
    private static final String TENANT_HOST = SUBDOMAIN + ".rest.marketingcloudapis.com";

    static Stream<AuthorizationServer> servers() {
        return Stream.of(ORG, TENANT);
    }

    static Stream<String> foreign() {
        return Stream.of(
                // the scheme
                "http://HOST",
                "HTTP://HOST",
                "ftp://HOST",
                "wss://HOST",
                // another domain, or one that only looks alike
                "https://evil.example",
                "evil.example",
                "https://evilsalesforce.com",
                "https://acme.my.evilsalesforce.com",
                "https://salesforce.com.evil.example",
                "https://HOST.evil.example",
                "https://evil.example/HOST",
                "https://xHOST.example",
                "https://evilmarketingcloudapis.com",
                "https://salesforce.com",
                "https://marketingcloudapis.com",
                // user information
                "https://user:pw@HOST",
                "https://HOST@evil.example",
                "https://HOST:443@evil.example",
                "https://@HOST",
                // a port
                "https://HOST:8443",
                "https://HOST:80",
                "https://HOST:",
                "https://HOST:99999999999",
                // addresses
                "https://[::1]/",
                "https://127.0.0.1",
                "https://localhost",
                "http://localhost:8080",
                "https://0x7f.1",
                "https://2130706433",
                "https://169.254.169.254",
                "https://10.0.0.1",
                "https://[::ffff:10.0.0.1]",
                "https://[fe80::1%25eth0]",
                // names that are not plain ASCII
                "https://xn--slesforce-g4a.com",
                "https://xn--acme-0qa.my.salesforce.com",
                "https://\u0430cme.my.salesforce.com",
                "https://acme\uff0emy.salesforce.com",
                "https://acme.my.sales\u00adforce.com",
                "https://\u212aacme.my.salesforce.com",
                "https://" + SUBDOMAIN + ".rest.mar\u212aetingcloudapis.com",
                "https://acme.my.sale\u017fforce.com",
                // escapes and white space
                "https://HOST.",
                "https://HOST%2e",
                "https://acme%2emy.salesforce.com",
                "https://evil.example\\.HOST",
                "https:\\\\HOST",
                "https://HOST\t",
                "https://ac\nme.my.salesforce.com",
                "https://HOST\r\nX: y",
                "https://HOST\u0000",
                " https://HOST",
                "https://HOST ",
                "https://.HOST",
                "https://a..HOST",
                "https://-a.my.salesforce.com",
                "https://a_b.my.salesforce.com",
                // more than an origin
                "https://HOST/services",
                "https://HOST//",
                "https://HOST/..;/",
                "https://HOST?x",
                "https://HOST/?x=y",
                "https://HOST#",
                "https://HOST#evil",
                // no web address at all
                "javascript:alert(1)",
                "javascript:1",
                "file:///etc/passwd",
                "jar:https://HOST!/",
                "//HOST",
                "///HOST",
                "/services",
                "..",
                "",
                " ",
                "https://",
                "https://" + "a.".repeat(1024) + "my.salesforce.com",
                "https://" + "a".repeat(8000) + ".my.salesforce.com");
    }

    @Tag("U1")
    @Tag("U2")
    @Tag("U3")
    @Tag("U4")
    @Tag("U5")
    @Tag("U6")
    @Tag("U7")
    @Tag("U8")
    @Tag("U9")
    @Tag("U10")
    @ParameterizedTest
    @MethodSource("foreign")
    void foreignHost_isNotBelieved(String row) {
        for (AuthorizationServer server : List.of(ORG, TENANT)) {
            String url = row.replace("HOST", server == ORG ? ORG_HOST : TENANT_HOST);

            assertThatExceptionOfType(ProtocolException.class)
                    .as(url)
                    .isThrownBy(() -> server.trusted(url))
                    .withMessageContaining("withTrustedHost")
                    .satisfies(e -> {
                        assertThat(e.problem()).isEqualTo(ServerProblem.HOST_UNTRUSTED);
                        assertThat(e.cloud()).contains(server.cloud());
                        assertThat(e.rotated()).isEmpty();
                        assertThat(e.getMessage()).hasSizeLessThan(700).doesNotContain("pw@", "\n", "\r", "\t", "\0");
                    });
        }
    }

    @Test
    void refusal_namesTheHostAndWhatWasExpected() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ORG.trusted("https://evil.example"))
                .withMessageContaining(
                        "the server named the API host \"https://evil.example\" (expected: an https origin on"
                                + " *.my.salesforce.com, *.my.salesforce.mil, *.my.sfcrmproducts.cn,"
                                + " login.salesforce.com, test.salesforce.com)");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> TENANT.trusted("https://evil.example"))
                .withMessageContaining("(expected: an https origin on " + TENANT_HOST + ", " + SUBDOMAIN
                        + ".soap.marketingcloudapis.com)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://acme.my.salesforce.com",
                "https://acme.my.salesforce.com/",
                "acme.my.salesforce.com",
                "acme.my.salesforce.com/",
                "https://ACME.My.Salesforce.COM",
                "HTTPS://acme.my.salesforce.com",
            })
    void everyDocumentedSpellingOfAnOrgsHost_isOneOrigin(String url) {
        assertThat(ORG.trusted(url)).isEqualTo(URI.create("https://acme.my.salesforce.com"));
    }

    @ParameterizedTest
    @CsvSource({"rest", "soap"})
    void everyDocumentedSpellingOfATenantsHost_isOneOrigin(String api) {
        String host = SUBDOMAIN + "." + api + ".marketingcloudapis.com";
        List<String> spellings = List.of(
                "https://" + host,
                "https://" + host + "/",
                host,
                host + "/",
                "https://" + host.toUpperCase(Locale.ROOT));

        for (String spelling : spellings) {
            assertThat(TENANT.trusted(spelling)).isEqualTo(URI.create("https://" + host));
        }
    }

    @Tag("U12")
    @Tag("U13")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://acme--uat.sandbox.my.salesforce.com",
                "https://acme--uat.cs12.my.salesforce.com",
                "https://acme-dev-ed.develop.my.salesforce.com",
                "https://acme.scratch.my.salesforce.com",
                "https://na139.salesforce.com",
                "https://cs12.salesforce.com",
                "https://usa2s.sfdc-cehfhs.salesforce.com",
                "https://login.salesforce.com",
                "https://test.salesforce.com",
                "https://acme.my.salesforce.mil",
                "https://acme.my.sfcrmproducts.cn",
            })
    void documentedDomainsOfSalesforce_areBelieved_alsoAfterAnOrgHasMoved(String url) {
        assertThat(ORG.trusted(url)).hasToString(url);
        assertThat(SalesforceOrg.myDomain("other").trusted(url)).hasToString(url);
    }

    /** On a site, code that its owner wrote answers whoever comes, and reads the headers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme.my.site.com",
                "acme--uat.sandbox.my.site.com",
                "acme.force.com",
                "acme.secure.force.com",
                "acme.my.salesforce-sites.com",
                "acme.my.force-user-content.com",
                "acme.lightning.force.com",
                "acme--c.vf.force.com",
                "acme.file.force.com",
                "acme.cloudforce.com",
                "acme.my.crmforce.mil",
                "acme.experience.crmforce.mil",
                "acme.lightning.crmforce.mil",
                "acme.my.site.mil",
                "acme.my.sfcrmapps.cn",
                "acme.sfcrmproducts.cn",
                "my.salesforce.com",
                "acme.salesforce.com",
                "acme.mail.salesforce.com",
                "na139.evil.salesforce.com",
                "na139x5.salesforce.com",
                "acme.na139.salesforce.com",
                "acme.salesforce.mil",
                "na139.salesforce.com.evil.example",
            })
    void hostThatAnybodyCanHave_isBelievedOnlyAsTheLoginHost_orIfAllowed(String host) {
        String url = "https://" + host;
        SalesforceOrg otherSite = SalesforceOrg.at(URI.create("https://other.my.site.com/customers"));

        for (SalesforceOrg org : List.of(ORG, SalesforceOrg.myDomain("acme"), otherSite)) {
            assertThatExceptionOfType(ProtocolException.class)
                    .as(org.toString())
                    .isThrownBy(() -> org.trusted(url))
                    .satisfies(e -> assertThat(e.problem()).isEqualTo(ServerProblem.HOST_UNTRUSTED));
            assertThat(org.withTrustedHost(host).trusted(url)).hasToString(url);
        }
    }

    @Test
    void siteThatIsTheLoginHost_isBelieved_andNoOther() {
        for (String site : List.of("https://acme.my.site.com", "https://acme.force.com", "https://help.acme.example")) {
            SalesforceOrg org = SalesforceOrg.at(URI.create(site + "/customers"));

            assertThat(org.trusted(site)).hasToString(site);
            assertThat(org.trusted("https://acme.my.salesforce.com")).hasHost("acme.my.salesforce.com");
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> org.trusted(site.replace("https://", "https://evil-")));
        }
    }

    @Tag("U11")
    @Test
    void anotherTenantsHost_isNotBelieved_unlessAllowed() {
        String other = "mct0l7nxfq2r988t1kxfy8sc47ma.rest.marketingcloudapis.com";

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> TENANT.trusted("https://" + other));
        assertThat(TENANT.withTrustedHost(other).trusted(other + "/")).hasToString("https://" + other);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void allowedHost_isBelieved_withItsPortOnly_andBesideTheOthers(AuthorizationServer server) {
        AuthorizationServer allowing = allow(allow(server, "API.example"), "gateway.example:8443");

        assertThat(allowing.trusted("https://api.example")).hasToString("https://api.example");
        assertThat(allowing.trusted("api.example/")).hasToString("https://api.example");
        assertThat(allowing.trusted("https://Gateway.example:8443")).hasToString("https://gateway.example:8443");
        assertThat(allowing.trusted(server == ORG ? ORG_HOST : TENANT_HOST)).isNotNull();
        for (String not : List.of(
                "http://api.example", "https://api.example:8443", "https://gateway.example", "https://x.api.example")) {
            assertThatExceptionOfType(ProtocolException.class).as(not).isThrownBy(() -> allowing.trusted(not));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void allowedHostWithTheDefaultPort_isTheHostWithoutIt(AuthorizationServer server) {
        AuthorizationServer allowing = allow(server, "api.example:443");

        assertThat(allowing.trusted("https://api.example")).hasToString("https://api.example");
        assertThat(allowing.trusted("https://api.example:443")).hasHost("api.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "https://api.example",
                "api.example/",
                "api.example/path",
                "marta:canary@api.example",
                "api example",
                "*.example",
                "\u00e4pi.example",
                "api.example:port",
                "api.example:",
            })
    void allowedHostThatIsNoHost_isAConfigurationProblem(String host) {
        for (AuthorizationServer server : List.of(ORG, TENANT)) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> allow(server, host))
                    .withMessageContaining("trusted host: ")
                    .satisfies(e -> {
                        assertThat(e.problem()).isEqualTo(SettingProblem.SETTING_INVALID);
                        assertThat(e).message().doesNotContain("canary");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:41234", "http://localhost:1", "https://[::1]:9", "http://localhost/"})
    void loopback_isBelievedOfAServerThatIsItselfOnLoopback(String url) {
        URI base = URI.create("http://127.0.0.1:8080");
        URI origin = URI.create(url.replaceAll("/$", ""));

        assertThat(SalesforceOrg.at(base).trusted(url)).isEqualTo(origin);
        assertThat(TENANT.withAuthBase(base).trusted(url)).isEqualTo(origin);
        assertThat(ORG.withTrustedHost("localhost").trusted(url)).isEqualTo(origin);
        assertThat(ORG.withTrustedHost("[::1]:7").trusted(url)).isEqualTo(origin);
    }

    @Test
    void serverOnLoopback_makesNoOtherHostTrusted() {
        SalesforceOrg org = SalesforceOrg.at(URI.create("http://localhost:8080"));

        for (String url :
                List.of("https://evil.example", "http://acme.my.salesforce.com", "http://localhost.evil.example")) {
            assertThatExceptionOfType(ProtocolException.class).as(url).isThrownBy(() -> org.trusted(url));
        }
    }

    @Test
    void serversOwnHost_isBelieved_withItsPort() {
        SalesforceOrg gateway = SalesforceOrg.at(URI.create("https://Gateway.example:8443/sf"));
        EngagementTenant behind = TENANT.withAuthBase(URI.create("https://gateway.example:8443/mce"));

        assertThat(gateway.trusted("https://gateway.example:8443")).hasToString("https://gateway.example:8443");
        assertThat(behind.trusted("https://gateway.example:8443/")).hasToString("https://gateway.example:8443");
        assertThat(behind.trusted(TENANT_HOST)).hasToString("https://" + TENANT_HOST);
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> gateway.trusted("https://gateway.example"));
    }

    @Test
    void overriddenEndpoint_isNoApiHost() {
        SalesforceOrg org = ORG.withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/token"));

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> org.trusted("https://gateway.example"));
    }

    private static AuthorizationServer allow(AuthorizationServer server, String host) {
        return server instanceof SalesforceOrg org
                ? org.withTrustedHost(host)
                : ((EngagementTenant) server).withTrustedHost(host);
    }
}
