package io.crosscloud.verification.storm;

import java.io.IOException;

/** A database of its own process, which can be stopped and started again on its data. */
interface StoreServer extends AutoCloseable {
    /** Which. */
    enum Kind {
        POSTGRES("PostgreSQL") {
            @Override
            StoreServer start() throws IOException {
                return PostgresServer.start();
            }
        },
        REDIS("Redis") {
            @Override
            StoreServer start() throws IOException {
                return RedisServerProcess.start();
            }
        };

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** What people call it. */
        String title() {
            return title;
        }

        abstract StoreServer start() throws IOException;
    }

    /** Where hosts find it. */
    StoreAddress address();

    /** Ends it; its data stay. */
    void stop() throws IOException;

    /** Starts it again on the same port and data. */
    void startAgain() throws IOException;

    @Override
    void close() throws IOException;
}
