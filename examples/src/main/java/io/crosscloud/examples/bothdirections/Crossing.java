package io.crosscloud.examples.bothdirections;

import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;

/**
 * One way from one cloud into the other.
 *
 * @param provider where its tokens come from
 * @param user who goes that way
 * @param how in words, for the account
 */
record Crossing(TokenProvider provider, User user, String how) {}
