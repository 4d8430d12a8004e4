/** Keeping sessions in PostgreSQL or H2. */
@NullMarked
package io.crosscloud.auth.store.jdbc;

import org.jspecify.annotations.NullMarked;
