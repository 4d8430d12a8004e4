/** Grants, login, sessions and stores: everything of Crosscloud that does something. */
@org.jspecify.annotations.NullMarked
module io.crosscloud.auth {
    requires transitive io.crosscloud.core;
    requires transitive java.net.http;
    requires static transitive org.jspecify;
    requires static transitive java.sql;
    requires static micrometer.core;
    requires static org.apache.commons.pool2;
    requires static redis.clients.jedis;
    requires com.github.benmanes.caffeine;
    requires com.nimbusds.jose.jwt;
    requires java.xml;
    requires org.slf4j;
    requires tools.jackson.core;

    exports io.crosscloud.auth.client;
    exports io.crosscloud.auth.clientcredentials;
    exports io.crosscloud.auth.connectedapp;
    exports io.crosscloud.auth.diagnosis;
    exports io.crosscloud.auth.jwt;
    exports io.crosscloud.auth.metrics;
    exports io.crosscloud.auth.session;
    exports io.crosscloud.auth.store;
    exports io.crosscloud.auth.store.jdbc;
    exports io.crosscloud.auth.store.redis;
    exports io.crosscloud.auth.upgrade;
}
