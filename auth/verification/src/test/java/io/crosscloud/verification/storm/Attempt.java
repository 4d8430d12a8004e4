package io.crosscloud.verification.storm;

import java.time.Instant;

/**
 * One request with a refresh token, as the fake received it.
 *
 * @param number its place in the fake's journal
 * @param user for whom
 * @param expiry how often the user's access token had been ended by then
 * @param life which life of which host sent it
 * @param refreshToken the fingerprint of what it presented
 * @param at when it was received
 * @param trouble what happened to it
 */
record Attempt(long number, String user, int expiry, String life, String refreshToken, Instant at, Trouble trouble) {}
