/** Tokens for the client itself: the client credentials grant. */
@NullMarked
package io.crosscloud.auth.clientcredentials;

import org.jspecify.annotations.NullMarked;
