package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.token.Scopes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that passed: a person may log in.
 *
 * @param app who asks
 * @param scopes for what
 * @param redirectUri where the answer goes
 * @param extras what goes along
 */
record LoginRequest(ConnectedApp app, Scopes scopes, String redirectUri, Extras extras) {

    /** What the request may or may not have had. */
    record Extras(
            @Nullable String state,
            @Nullable String challenge,
            @Nullable String nonce,
            String loginHint) {}

    /** Where the browser goes with a code. */
    String withCode(String code) {
        return callback(Map.of("code", code));
    }

    /** Where the browser goes without one. */
    String withError(String error, String description) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error);
        parameters.put("error_description", description);
        return callback(parameters);
    }

    private String callback(Map<String, String> parameters) {
        return callback(redirectUri, parameters, extras.state());
    }

    static String callback(String redirectUri, Map<String, String> parameters, @Nullable String state) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        if (state != null) {
            all.put("state", state);
        }
        String query = all.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
        return redirectUri + (redirectUri.indexOf('?') < 0 ? "?" : "&") + query;
    }

    /** Percent-encodes also blanks, so that a reader of URIs and a reader of forms see the same. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
