/** From stored passwords to a way without them: what works today, the move, and the way back. */
@NullMarked
package io.crosscloud.auth.upgrade;

import org.jspecify.annotations.NullMarked;
