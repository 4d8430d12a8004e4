/** Replaces a stored password by a connection that needs none: checks, the switch, and the rollback. */
@NullMarked
package io.crosscloud.auth.upgrade;

import org.jspecify.annotations.NullMarked;
