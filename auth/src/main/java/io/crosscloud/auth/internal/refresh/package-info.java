/** The engine: a value that is renewed before it ends, by one load at a time. Knows no OAuth. Not supported outside this module. */
@NullMarked
package io.crosscloud.auth.internal.refresh;

import org.jspecify.annotations.NullMarked;
