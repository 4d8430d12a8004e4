/** Keeping sessions in Redis, over the Jedis client, which the host adds. */
@NullMarked
package io.crosscloud.auth.store.redis;

import org.jspecify.annotations.NullMarked;
