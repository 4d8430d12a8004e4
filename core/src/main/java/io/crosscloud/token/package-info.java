/** What one gets: access tokens, refresh tokens, scopes, and the secrets behind them. */
@NullMarked
package io.crosscloud.token;

import org.jspecify.annotations.NullMarked;
