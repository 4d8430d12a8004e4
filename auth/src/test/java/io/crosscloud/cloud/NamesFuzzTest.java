package io.crosscloud.cloud;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.fuzz.Hostile;
import io.crosscloud.internal.Invisible;
import io.crosscloud.internal.Shown;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** Hosts that servers name, and names that users have. */
@Tag("fuzz")
class NamesFuzzTest {
    private static final SalesforceOrg ORG = SalesforceOrg.at(URI.create("https://help.acme.example:8443/site"));
    private static final EngagementTenant TENANT = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
    private static final List<String> SALESFORCE = List.of(
            "[^.]+(\\.[^.]+)*\\.my\\.salesforce\\.(com|mil)",
            "[^.]+(\\.[^.]+)*\\.my\\.sfcrmproducts\\.cn",
            "(login|test|[a-z]{2,4}[0-9]{1,4}[a-z]?(\\.sfdc-[a-z0-9]+)?)\\.salesforce\\.com",
            "help\\.acme\\.example:8443");

    @FuzzTest
    void host(byte[] name) {
        String text = Hostile.text(name);
        Hostile.allow(() -> {
            URI trusted = ORG.trusted(text);
            Hostile.require(
                    trusted.getScheme().equals("https")
                            && SALESFORCE.stream()
                                    .anyMatch(form -> trusted.getRawAuthority().matches(form)),
                    trusted);
        });
        Hostile.allow(() -> {
            URI trusted = TENANT.trusted(text);
            Hostile.require(
                    trusted.toString()
                            .matches("https://" + TENANT.subdomain() + "\\.(rest|soap)\\.marketingcloudapis\\.com"),
                    trusted);
        });
    }

    @FuzzTest
    void settings(byte[] name) {
        String text = Hostile.text(name);
        Hostile.allow(() -> SalesforceOrg.myDomain(text));
        Hostile.allow(() -> EngagementTenant.of(text));
        Hostile.allow(() -> ORG.withTrustedHost(text));
        uri(text).ifPresent(uri -> Hostile.allow(() -> SalesforceOrg.at(uri)));
        Hostile.allow(() -> ClientId.of(text), IllegalArgumentException.class);
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @FuzzTest
    void user(byte[] name) {
        String text = Hostile.text(name);
        Hostile.allow(
                () -> Hostile.require(User.of(text).name().codePoints().noneMatch(Invisible::is), text),
                IllegalArgumentException.class);
        Hostile.allow(() -> SessionKey.requireConnectionName(text), IllegalArgumentException.class);
        Hostile.allow(() -> Scopes.parse(text), IllegalArgumentException.class);
        Hostile.allowNothing(() -> {
            Hostile.require(Shown.onOneLine(text).codePoints().noneMatch(Invisible::is), text);
            Hostile.require(Shown.quoted(text).chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '…'), text);
            Hostile.require(Shown.url(text).chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '…'), text);
        });
    }
}
