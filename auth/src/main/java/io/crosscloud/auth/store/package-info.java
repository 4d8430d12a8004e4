/** Keeping sessions: in memory, and the cipher that seals them before any store sees them. */
@NullMarked
package io.crosscloud.auth.store;

import org.jspecify.annotations.NullMarked;
