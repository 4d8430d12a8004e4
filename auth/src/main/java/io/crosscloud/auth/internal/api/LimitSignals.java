package io.crosscloud.auth.internal.api;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer says about the allowance of API calls. Sources: Salesforce's developer pages "Limit Info Header" and "API
 * Request Limits and Allocations"; for Engagement "Error Handling", errorcodes 50100 and 50200. None of it is an expiry.
 */
public final class LimitSignals {
    private static final Pattern USAGE = Pattern.compile("(?:^|[;,\\s])api-usage=(\\d{1,18})/(\\d{1,18})");

    private LimitSignals() {}

    /** What is used of what may be used. */
    record Usage(long used, long allowed) {}

    /** The org's figures in {@code Sforce-Limit-Info}; those of one app, which may stand beside them, are not read. */
    static Optional<Usage> usage(HttpHeaders headers) {
        Matcher usage = USAGE.matcher(headers.firstValue("Sforce-Limit-Info").orElse(""));
        if (!usage.find() || Long.parseLong(usage.group(2)) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Usage(Long.parseLong(usage.group(1)), Long.parseLong(usage.group(2))));
    }

    /**
     * Whether an error answer refuses a call for a limit: 429, Salesforce's 403 {@code REQUEST_LIMIT_EXCEEDED}, or its SOAP fault
     * of that code. That the fault has the form of {@code INVALID_SESSION_ID}'s, with HTTP 500, is inferred.
     */
    public static boolean reached(int status, String body) {
        return switch (status) {
            case 429 -> true;
            case 403 -> body.contains("REQUEST_LIMIT_EXCEEDED");
            case 500 -> SoapFaults.hasCode(body, "REQUEST_LIMIT_EXCEEDED");
            default -> false;
        };
    }
}
