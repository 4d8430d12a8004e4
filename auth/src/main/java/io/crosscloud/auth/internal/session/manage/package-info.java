/**
 * The sessions of one manager: those in memory, the connections that they belong to, keep-alive, and closing. May name all
 * other rooms of the engine; only the public types of {@code auth.session} stand above.
 */
@NullMarked
package io.crosscloud.auth.internal.session.manage;

import org.jspecify.annotations.NullMarked;
