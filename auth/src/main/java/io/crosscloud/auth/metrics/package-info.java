/** Meters, for hosts that have Micrometer. */
@NullMarked
package io.crosscloud.auth.metrics;

import org.jspecify.annotations.NullMarked;
