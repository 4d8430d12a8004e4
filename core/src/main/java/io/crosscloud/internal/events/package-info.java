/** How a host's listener is called, for core's users in this repository: exported to {@code auth} alone. */
@NullMarked
package io.crosscloud.internal.events;

import org.jspecify.annotations.NullMarked;
