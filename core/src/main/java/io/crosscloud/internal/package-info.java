/** What the packages of core share and nobody else sees. */
@NullMarked
package io.crosscloud.internal;

import org.jspecify.annotations.NullMarked;
