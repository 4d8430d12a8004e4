package io.crosscloud.testkit.internal.http;

import java.io.IOException;

/** The bytes received are no HTTP request that this server takes; the connection ends with this status. */
final class BadRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    BadRequestException(int status, String reason) {
        super(reason);
        this.status = status;
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    int status() {
        return status;
    }
}
