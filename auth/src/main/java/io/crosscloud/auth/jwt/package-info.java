/** Tokens for a signed assertion: the JWT bearer grant. */
@NullMarked
package io.crosscloud.auth.jwt;

import org.jspecify.annotations.NullMarked;
