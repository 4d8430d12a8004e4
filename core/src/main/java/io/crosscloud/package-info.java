/** What everything else speaks of: the two clouds. */
@NullMarked
package io.crosscloud;

import org.jspecify.annotations.NullMarked;
