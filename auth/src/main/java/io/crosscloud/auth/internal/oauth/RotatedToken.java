package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.token.RefreshToken;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the refresh token in an answer of which nothing else may be usable: the one that was sent is spent, and strictness
 * must not discard its successor.
 */
final class RotatedToken {
    private static final int MAX_LENGTH = 16 * 1024;
    private static final Pattern MEMBER = Pattern.compile("(?<!\\\\)\"refresh_token\"\\s*+:\\s*+(?=\")");

    private RotatedToken() {}

    /** The complete {@code refresh_token} member of a successful answer, if it is another than the one that was sent. */
    static Optional<RefreshToken> find(HttpReply reply, GrantRequest request) {
        if (!reply.succeeded()) {
            return Optional.empty();
        }
        String body = new String(reply.body(), StandardCharsets.ISO_8859_1);
        Matcher matcher = MEMBER.matcher(body);
        Optional<String> last = Optional.empty();
        while (matcher.find()) {
            last = text(body, matcher.end());
        }
        return last.filter(RotatedToken::wellFormed)
                .filter(token -> !request.refreshToken().equals(Optional.of(token)))
                .map(RefreshToken::of);
    }

    static boolean wellFormed(String token) {
        return !token.isEmpty() && token.length() <= MAX_LENGTH && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** The JSON text that begins at this quote, if it also ends. */
    private static Optional<String> text(String body, int quote) {
        int end = quote + 1;
        while (end < body.length() && body.charAt(end) != '"') {
            end += body.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= body.length()) {
            return Optional.empty();
        }
        try {
            return Json.parse("{\"t\":" + body.substring(quote, end + 1) + "}").text("t");
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }
}
