package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceUser.Trait;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.testkit.internal.salesforce.Directory.Member;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the org says of a user. */
final class Persona {
    private static final String UPDATED = "2026-01-01T00:00:00Z";
    private static final String LATEST = "67.0";
    private static final List<String> REST_URLS =
            List.of("sobjects", "search", "query", "recent", "tooling_rest", "feeds", "groups", "users", "feed_items");

    private final OrgSettings settings;
    private final Hosts hosts;
    private final TokenMembers members;

    Persona(OrgSettings settings, Hosts hosts, TokenMembers members) {
        this.settings = settings;
        this.hosts = hosts;
        this.members = members;
    }

    ObjectNode userinfo(Member member) {
        ObjectNode info = Json.object()
                .put("sub", members.identityUrl(member))
                .put("user_id", member.id().eighteen())
                .put("organization_id", settings.orgId().eighteen())
                .put("preferred_username", member.username())
                .put("nickname", nickname(member))
                .put("name", member.user().name())
                .put("email", member.user().email())
                .put("email_verified", true)
                .put("given_name", member.user().firstName())
                .put("family_name", member.user().lastName())
                .put("zoneinfo", "GMT");
        info.set("photos", photos(member));
        info.put("profile", hosts.instance() + "/" + member.id().eighteen()).put("picture", photo(member, "F"));
        info.putObject("address");
        info.set("urls", urls(member, ""));
        return info.put("active", !member.has(Trait.INACTIVE))
                .put("user_type", userType(member))
                .put("language", "en_US")
                .put("locale", "en_US")
                .put("utcOffset", 0)
                .put("updated_at", UPDATED)
                .put("is_app_installed", true);
    }

    /** @param version {@code latest}, a number such as {@code 64.0}, or nothing, which leaves {@code {version}} in URLs */
    ObjectNode identity(Member member, String version) {
        ObjectNode identity = Json.object()
                .put("id", members.identityUrl(member))
                .put("asserted_user", true)
                .put("user_id", member.id().eighteen())
                .put("organization_id", settings.orgId().eighteen())
                .put("username", member.username())
                .put("nick_name", nickname(member))
                .put("display_name", member.user().name())
                .put("email", member.user().email())
                .put("email_verified", true)
                .put("first_name", member.user().firstName())
                .put("last_name", member.user().lastName())
                .put("timezone", "GMT");
        identity.set("photos", photos(member));
        List.of("addr_street", "addr_city", "addr_state", "addr_country", "addr_zip", "mobile_phone")
                .forEach(identity::putNull);
        identity.put("mobile_phone_verified", false).put("is_lightning_login_user", false);
        identity.putObject("status").putNull("created_date").putNull("body");
        identity.set("urls", urls(member, version));
        return identity.put("active", !member.has(Trait.INACTIVE))
                .put("user_type", userType(member))
                .put("language", "en_US")
                .put("locale", "en_US")
                .put("utcOffset", 0)
                .put("last_modified_date", UPDATED)
                .put("is_app_installed", true);
    }

    private ObjectNode urls(Member member, String version) {
        String number = switch (version) {
            case "" -> "{version}";
            case "latest" -> LATEST;
            default -> version;
        };
        String soap = hosts.instance() + "/services/Soap/%s/" + number + "/" + settings.orgId();
        String rest = hosts.instance() + "/services/data/v" + number + "/";
        ObjectNode urls = Json.object()
                .put("enterprise", soap.formatted("c"))
                .put("metadata", soap.formatted("m"))
                .put("partner", soap.formatted("u"))
                .put("rest", rest)
                .put("tooling_soap", soap.formatted("T"))
                .put("profile", hosts.instance() + "/" + member.id())
                .put("feed_elements", rest + "chatter/feed-elements")
                .put("custom_domain", hosts.instance().toString());
        REST_URLS.forEach(name -> urls.put(name, rest + path(name)));
        return urls;
    }

    private static String path(String name) {
        return switch (name) {
            case "tooling_rest" -> "tooling/";
            case "feeds", "groups", "users" -> "chatter/" + name;
            case "feed_items" -> "chatter/feed-items";
            default -> name + "/";
        };
    }

    private ObjectNode photos(Member member) {
        return Json.object().put("picture", photo(member, "F")).put("thumbnail", photo(member, "T"));
    }

    private String photo(Member member, String size) {
        return hosts.instance() + "/profilephoto/005/" + size + "?u=" + member.id();
    }

    private static String nickname(Member member) {
        int at = member.username().indexOf('@');
        return at < 0 ? member.username() : member.username().substring(0, at);
    }

    private static String userType(Member member) {
        return member.user().site().isPresent() ? "CSP_LITE_PORTAL" : "STANDARD";
    }
}
