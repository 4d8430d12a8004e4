package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.internal.http.FakeRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that an answer names. Clients that insist on a host of {@code marketingcloudapis.com} in their settings are
 * pointed at {@code http://127.0.0.1:port/https://…auth.marketingcloudapis.com/}; who comes that way is told
 * {@code http://127.0.0.1:port/https://…rest.marketingcloudapis.com/}, so that it comes that way again.
 */
record Origin(String restUrl, String soapUrl) {
    private static final Pattern PREFIX = Pattern.compile("^/+https?:/+[^/]+(?=/|$)", Pattern.CASE_INSENSITIVE);

    static Origin of(Tenant tenant, FakeRequest request) {
        Matcher prefix = PREFIX.matcher(request.path());
        if (!prefix.find()) {
            return new Origin(tenant.restUrl(), tenant.soapUrl());
        }
        String host = tenant.uri() + "/https://" + tenant.account().subdomain();
        return new Origin(host + ".rest.marketingcloudapis.com/", host + ".soap.marketingcloudapis.com/");
    }

    /** The path without such a prefix. */
    static String stripped(String path) {
        String rest = PREFIX.matcher(path).replaceFirst("");
        return rest.isEmpty() ? "/" : rest;
    }
}
