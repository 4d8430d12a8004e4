/** How this client proves who it is: secrets and signing keys. */
@NullMarked
package io.crosscloud.auth.client;

import org.jspecify.annotations.NullMarked;
