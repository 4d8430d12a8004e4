package io.crosscloud.testkit.internal.salesforce;

import org.jspecify.annotations.Nullable;

/**
 * What a refresh got.
 *
 * @param session the session of the access token
 * @param refreshToken the refresh token that goes with it, if the answer is to have one
 */
record Refreshed(ApiSession session, @Nullable String refreshToken) {}
