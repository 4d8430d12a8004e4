/** The main job from end to end: both directions, expiry, and a restart, against the fakes or a real org and tenant. */
@org.jspecify.annotations.NullMarked
package io.crosscloud.examples.bothdirections;
