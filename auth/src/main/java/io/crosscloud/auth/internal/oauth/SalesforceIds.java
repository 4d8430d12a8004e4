package io.crosscloud.auth.internal.oauth;

/** Ids of Salesforce's records: with 15 characters, or with 18 of which the last three say nothing new. */
public final class SalesforceIds {
    private static final int CASE_SENSITIVE = 15;

    private SalesforceIds() {}

    /** Whether both are of the same record. */
    public static boolean same(String one, String other) {
        return caseSensitive(one).equals(caseSensitive(other));
    }

    private static String caseSensitive(String id) {
        return id.substring(0, Math.min(CASE_SENSITIVE, id.length()));
    }
}
