/** The figures of the README: Crosscloud and its peers in one run, on one machine. Not published. */
@NullMarked
package io.crosscloud.bench;

import org.jspecify.annotations.NullMarked;
