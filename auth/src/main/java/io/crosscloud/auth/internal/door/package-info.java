/** The one way from the public types to what is behind them. */
@NullMarked
package io.crosscloud.auth.internal.door;

import org.jspecify.annotations.NullMarked;
