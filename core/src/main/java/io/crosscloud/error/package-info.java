/** What can go wrong, sorted by what the caller does next, each with a remedy. */
@NullMarked
package io.crosscloud.error;

import org.jspecify.annotations.NullMarked;
