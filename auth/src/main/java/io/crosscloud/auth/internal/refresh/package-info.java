/** What the engine works with: a value with its two instants, and turns. Knows no OAuth. Not supported outside this module. */
@NullMarked
package io.crosscloud.auth.internal.refresh;

import org.jspecify.annotations.NullMarked;
