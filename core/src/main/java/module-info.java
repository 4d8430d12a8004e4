/** The vocabulary and the ports of Crosscloud: no I/O, no clock, no logging. */
@SuppressWarnings("module") // auth is compiled later
@org.jspecify.annotations.NullMarked
module io.crosscloud.core {
    requires static transitive org.jspecify;

    exports io.crosscloud;
    exports io.crosscloud.cloud;
    exports io.crosscloud.error;
    exports io.crosscloud.internal to
            io.crosscloud.auth;
    exports io.crosscloud.session;
    exports io.crosscloud.spi;
    exports io.crosscloud.token;
    exports io.crosscloud.internal.events to
            io.crosscloud.auth;
}
