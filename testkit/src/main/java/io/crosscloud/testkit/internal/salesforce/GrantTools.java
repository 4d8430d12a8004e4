package io.crosscloud.testkit.internal.salesforce;

/** What every grant needs. */
record GrantTools(
        Directory directory, ClientAuthenticator clients, Admission admission, SessionOpener sessions, Tokens tokens) {}
