package io.crosscloud.auth.internal.api;

import java.util.function.Predicate;

/** The texts of a SOAP fault in an answer that need be no XML, found in one walk over it. */
final class SoapFaults {
    private SoapFaults() {}

    /** Whether a {@code faultcode} is this one, with or without a prefix. */
    static boolean hasCode(String body, String code) {
        return anyText(
                body,
                "<faultcode",
                text -> text.substring(text.indexOf(':') + 1).equals(code));
    }

    /** Whether a {@code faultstring} is this one, whatever the case of its letters. */
    static boolean hasText(String body, String expected) {
        return anyText(body, "<faultstring", text -> text.equalsIgnoreCase(expected));
    }

    private static boolean anyText(String body, String opening, Predicate<String> wanted) {
        int at = body.indexOf(opening);
        while (at >= 0) {
            int start = body.indexOf('>', at);
            int end = start < 0 ? -1 : body.indexOf('<', start);
            if (end < 0) {
                return false;
            }
            if (body.startsWith("</", end)
                    && wanted.test(body.substring(start + 1, end).strip())) {
                return true;
            }
            at = body.indexOf(opening, end);
        }
        return false;
    }
}
