package io.crosscloud.testkit;

/**
 * What a fake knows to be true of its tokens, at one moment.
 *
 * @param accessTokensIssued answers that carried an access token, whether or not they arrived
 * @param liveSessions access tokens that would be accepted now
 * @param liveRefreshTokens refresh tokens that would be accepted now
 * @param spentTokensPresented requests with a refresh token that rotation had already killed
 * @param familiesRevoked logins whose tokens were all revoked because a spent one was presented
 * @param mostInFlightPerFamily how many refreshes of one login, at the most, have been worked on at the same time
 */
public record TokenTally(
        long accessTokensIssued,
        int liveSessions,
        int liveRefreshTokens,
        long spentTokensPresented,
        long familiesRevoked,
        int mostInFlightPerFamily) {}
