/**
 * How a session gets its tokens: by a refresh token that rotates, by a grant that needs none, or by a fallback. May name the
 * engine, what the host has given, and the record.
 */
@NullMarked
package io.crosscloud.auth.internal.session.grant;

import org.jspecify.annotations.NullMarked;
