/**
 * What the host has given, and how it is treated: its clock, store, listener and threads, and its code, which may hang. May
 * name the engine.
 */
@NullMarked
package io.crosscloud.auth.internal.session.host;

import org.jspecify.annotations.NullMarked;
