/**
 * Sessions: always a valid token, one refresh however many callers and hosts, nothing lost.
 *
 * <p>What happens is an {@link io.crosscloud.spi.AuthEvent}, which an {@link io.crosscloud.spi.AuthListener} receives, and
 * a line in the log. What goes on failing in the same way is one line above DEBUG, whatever the number of tries. No line has
 * a secret. Nearly all are of the logger {@code io.crosscloud.auth.session.SessionManager}.
 *
 * <table>
 * <caption>Levels of the log</caption>
 * <tr><td>ERROR<td>a rotated refresh token is in memory only, a stored session cannot be read: look at the store, now
 * <tr><td>WARN<td>a token could not be got, a person must log in, a refresh is in doubt, a cloud will soon refuse, clocks or
 *     secrets are not what they should be: look at it when you can
 * <tr><td>INFO<td>a session that failed has a token again, an org has moved, a person has logged out
 * <tr><td>DEBUG<td>each token, each further try of what fails, with stack traces
 * </table>
 */
@NullMarked
package io.crosscloud.auth.session;

import org.jspecify.annotations.NullMarked;
