/** The ports: where tokens come from, where sessions are kept, who hears about it. */
@NullMarked
package io.crosscloud.spi;

import org.jspecify.annotations.NullMarked;
