/**
 * The stored record of a session: read, claimed, committed, repaired and sealed; what is still to be written; and the form in
 * which it is kept. May name the engine and what the host has given.
 */
@NullMarked
package io.crosscloud.auth.internal.session.record;

import org.jspecify.annotations.NullMarked;
