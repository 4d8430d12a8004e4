/**
 * Hostile bytes for every parser of foreign bytes, by Jazzer. The fuzz tests stand beside their parsers; here is what they share.
 */
package io.crosscloud.fuzz;
