/** Many hosts, one store, one rotating server, and everything goes wrong: the promise about rotation, put to the test. */
package io.crosscloud.verification.storm;
