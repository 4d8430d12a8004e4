package io.crosscloud.auth.internal.json;

/** Bytes are not the one JSON object that they should be. Quotes nothing of them. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedJsonException(String message) {
        super(message);
    }
}
