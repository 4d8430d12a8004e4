package io.crosscloud.testkit.internal.http;

import java.util.List;
import java.util.Map;

/** Request line and headers; the map of headers ignores case. */
record RequestHead(String method, String target, String version, Map<String, List<String>> headers) {

    String header(String name) {
        return headers.getOrDefault(name, List.of("")).get(0);
    }

    boolean keepsAlive() {
        String connection = header("Connection");
        return version.equals("HTTP/1.1")
                ? !connection.equalsIgnoreCase("close")
                : connection.equalsIgnoreCase("keep-alive");
    }
}
