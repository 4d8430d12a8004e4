/** The engine: one value kept fresh, tasks in turn, threads and a timer. It knows no OAuth, no store and no HTTP. */
@NullMarked
package io.crosscloud.auth.internal.session.engine;

import org.jspecify.annotations.NullMarked;
