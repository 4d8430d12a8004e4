/** A person logs in once, and the refresh token does the rest. */
@NullMarked
package io.crosscloud.auth.connectedapp;

import org.jspecify.annotations.NullMarked;
