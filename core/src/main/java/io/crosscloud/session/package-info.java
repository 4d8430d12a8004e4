/** Whose access it is: users, business units, identities and the key of a session. */
@NullMarked
package io.crosscloud.session;

import org.jspecify.annotations.NullMarked;
