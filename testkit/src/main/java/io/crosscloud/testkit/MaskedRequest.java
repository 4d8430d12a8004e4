package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A request with fingerprints where secrets stood. */
record MaskedRequest(
        String method, String path, Map<String, List<String>> parameters, Map<String, List<String>> headers) {
    private static final Pattern SECRET_NAME =
            Pattern.compile(".*(secret|token|password|assertion|verifier|session)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> SECRET_NAMES = Set.of("code", "cookie", "id_token_hint", "pw", "sid", "signature");
    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization");

    static MaskedRequest of(FakeRequest request) {
        Parameters fields = request.fields();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        fields.names().forEach(name -> parameters.put(name, masked(name, fields.all(name))));
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach((name, values) -> headers.put(name, masked(name, values)));
        return new MaskedRequest(
                request.method(),
                request.path(),
                Collections.unmodifiableMap(parameters),
                Collections.unmodifiableMap(headers));
    }

    /** The first header of this name. */
    Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** Whether this secret stood in a parameter or a header, there also after the scheme of credentials. */
    boolean carried(String secret) {
        String fingerprint = fingerprint(secret);
        return parameters.values().stream().anyMatch(values -> values.contains(fingerprint))
                || headers.values().stream().flatMap(List::stream).anyMatch(value -> value.endsWith(fingerprint));
    }

    private static List<String> masked(String name, List<String> values) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (CREDENTIALS.contains(lower)) {
            return values.stream().map(MaskedRequest::maskedCredentials).toList();
        }
        boolean isSecret =
                SECRET_NAMES.contains(lower) || SECRET_NAME.matcher(name).matches();
        return isSecret ? values.stream().map(MaskedRequest::fingerprint).toList() : List.copyOf(values);
    }

    /** Forty bits of SHA-256: enough to compare by, too little to guess from. */
    private static String fingerprint(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return "[secret " + HexFormat.of().formatHex(hash, 0, 5) + "]";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String maskedCredentials(String header) {
        int space = header.indexOf(' ');
        return space < 0
                ? fingerprint(header)
                : header.substring(0, space) + " " + fingerprint(header.substring(space + 1));
    }
}
