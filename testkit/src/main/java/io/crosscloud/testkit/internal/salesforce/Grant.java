package io.crosscloud.testkit.internal.salesforce;

/** One way to get an access token. */
interface Grant {
    /** Carries the request out, or throws the {@link OAuthError} that it deserves. */
    TokenAnswer issue(TokenCall call);
}
