package io.crosscloud.auth.session;

/** The APIs that Salesforce's limits tell apart. */
public enum ApiFamily {
    /** REST, and what is built on it but Bulk API 2.0. */
    REST,
    /** SOAP. */
    SOAP,
    /** Bulk API and Bulk API 2.0. */
    BULK
}
