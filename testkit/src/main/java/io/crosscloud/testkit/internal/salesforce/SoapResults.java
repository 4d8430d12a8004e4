package io.crosscloud.testkit.internal.salesforce;

import static io.crosscloud.testkit.internal.salesforce.Markup.element;

import io.crosscloud.testkit.SalesforceUser.Trait;
import io.crosscloud.testkit.internal.salesforce.Directory.Member;

/** What SOAP calls return. */
final class SoapResults {
    private final OrgSettings settings;
    private final Hosts hosts;

    SoapResults(OrgSettings settings, Hosts hosts) {
        this.settings = settings;
        this.hosts = hosts;
    }

    RecordId orgId() {
        return settings.orgId();
    }

    /** @param path of the SOAP API, with {@code %s} where its kind stands */
    String login(Member member, String sessionId, String path, String kind) {
        return element("metadataServerUrl", hosts.instance() + path.formatted("m"))
                + element("passwordExpired", String.valueOf(member.has(Trait.PASSWORD_EXPIRED)))
                + element("sandbox", String.valueOf(settings.sandbox()))
                + element("serverUrl", hosts.instance() + path.formatted(kind))
                + element("sessionId", sessionId)
                + element("userId", member.id().eighteen())
                + "<userInfo>" + userInfo(member) + "</userInfo>";
    }

    String userInfo(Member member) {
        return element("organizationId", settings.orgId().eighteen())
                + element("organizationName", "Acme (fake)")
                + element(
                        "sessionSecondsValid",
                        String.valueOf(settings.durations().session().toSeconds()))
                + element("userEmail", member.user().email())
                + element("userFullName", member.user().name())
                + element("userId", member.id().eighteen())
                + element("userLanguage", "en_US")
                + element("userLocale", "en_US")
                + element("userName", member.username())
                + element("userTimeZone", "GMT")
                + element("userType", "Standard");
    }
}
