package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import java.util.Locale;
import java.util.Optional;

/** Where a request carries its access token: {@code Authorization: Bearer} or {@code OAuth}, or {@code oauth_token=}. */
final class AccessTokenHeader {
    private AccessTokenHeader() {}

    static Optional<String> read(FakeRequest request) {
        String header = request.header("Authorization").orElse("").strip();
        int space = header.indexOf(' ');
        if (space > 0 && isScheme(header.substring(0, space))) {
            return Optional.of(header.substring(space + 1).strip());
        }
        return request.parameters().first("oauth_token");
    }

    /** Whether there is an {@code Authorization} header of another kind. */
    static boolean isForeign(FakeRequest request) {
        return request.header("Authorization").isPresent() && read(request).isEmpty();
    }

    private static boolean isScheme(String scheme) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        return lower.equals("bearer") || lower.equals("oauth");
    }
}
