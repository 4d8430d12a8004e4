package io.crosscloud.auth.internal.oauth;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Token answers as the clouds' documentation prints them. */
final class Answers {
    static final String ORG = "00Dxx0000001gPLEAY";
    static final String USER = "005xx000001SwiUAAS";

    private Answers() {}

    static Map<String, String> salesforce(URI instance) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("access_token", "\"00Dxx0000001gPL!AR8AQ.one_two\"");
        members.put("scope", "\"api refresh_token\"");
        members.put("instance_url", "\"" + instance + "\"");
        members.put("id", "\"https://login.salesforce.com/id/" + ORG + "/" + USER + "\"");
        members.put("token_type", "\"Bearer\"");
        members.put("issued_at", "\"1278448101416\"");
        members.put("signature", "\"0CmxinZir53Yex7nE0TD+zMpvIWYGb/bdJh6XfOH6EQ=\"");
        return members;
    }

    static Map<String, String> engagement(URI base) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("access_token", "\"eyJh.eyJh.MAC.opaque\"");
        members.put("token_type", "\"Bearer\"");
        members.put("expires_in", "1079");
        members.put("scope", "\"email_read offline\"");
        members.put("soap_instance_url", "\"" + base + "/\"");
        members.put("rest_instance_url", "\"" + base + "/\"");
        return members;
    }

    /** Members as {@code name:json}; an empty value removes the member. */
    static String with(Map<String, String> members, String... changes) {
        for (String change : changes) {
            String name = change.substring(0, change.indexOf(':'));
            String value = change.substring(name.length() + 1);
            if (value.isEmpty()) {
                members.remove(name);
            } else {
                members.put(name, value);
            }
        }
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
