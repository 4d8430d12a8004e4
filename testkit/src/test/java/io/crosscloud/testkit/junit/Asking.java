package io.crosscloud.testkit.junit;

import io.crosscloud.testkit.FakeCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** A client of the fakes that needs nothing. */
final class Asking {
    private Asking() {}

    /** A request that Salesforce answers to everybody. */
    static int versions(FakeCloud salesforce) {
        return get(salesforce, "/services/data");
    }

    /** The status of the answer. */
    static int get(FakeCloud cloud, String path) {
        return get(URI.create(cloud.uri() + path));
    }

    static int get(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            int status = connection.getResponseCode();
            connection.disconnect();
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
