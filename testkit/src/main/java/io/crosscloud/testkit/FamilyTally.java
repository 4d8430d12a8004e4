package io.crosscloud.testkit;

import io.crosscloud.cloud.ClientId;

/**
 * What the fake Salesforce knows to be true of one login and the line of refresh tokens that came from it, at one moment.
 *
 * @param username who logged in, in lower case
 * @param clientId by way of which app
 * @param rotations how often its refresh token was replaced, whether or not the answer arrived
 * @param reused whether one of its spent refresh tokens was presented, beyond what the {@link Rotation} forgives
 * @param revoked whether it is over, for whatever reason but its age
 */
public record FamilyTally(String username, ClientId clientId, int rotations, boolean reused, boolean revoked) {}
