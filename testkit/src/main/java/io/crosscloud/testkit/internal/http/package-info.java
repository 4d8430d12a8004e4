/** A small HTTP/1.1 server on loopback that can also misbehave on the wire; it knows neither OAuth nor any cloud. */
package io.crosscloud.testkit.internal.http;
