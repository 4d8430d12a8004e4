package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.internal.http.FakeResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** The redirect that ends a login: back to the application, with a code or an error. */
final class Callback {
    private final Tenant tenant;
    private final AuthorizationRequest request;

    Callback(Tenant tenant, AuthorizationRequest request) {
        this.tenant = tenant;
        this.request = request;
    }

    FakeResponse code(String code) {
        return to(pair("code", code));
    }

    FakeResponse error(String error, String description) {
        return to(pair("error", error) + "&" + pair("error_description", description))
                .withError(error);
    }

    private FakeResponse to(String parameters) {
        StringJoiner location = new StringJoiner("&", request.redirectUri() + separator(), "").add(parameters);
        if (request.state() != null) {
            location.add(pair("state", request.state()));
        }
        if (tenant.has(EngagementSwitch.TSSD)) {
            location.add(pair("tssd", tenant.account().subdomain()));
        }
        return FakeResponse.redirect(302, location.toString()).withHeader("Cache-Control", "no-store");
    }

    private char separator() {
        return request.redirectUri().indexOf('?') < 0 ? '?' : '&';
    }

    private static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
