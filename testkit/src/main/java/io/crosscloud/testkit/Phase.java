package io.crosscloud.testkit;

/** A moment in the life of a request, as the fake sees it. */
public enum Phase {
    /** The request was read; nothing has been done about it. */
    ON_RECEIPT,
    /** The request was carried out (codes and refresh tokens are consumed, new ones exist); nothing has been sent. */
    AFTER_COMMIT,
    /** The status line and about half of the rest of the head have been sent. */
    IN_HEADERS,
    /** The head and half of the body have been sent. */
    IN_BODY,
    /** All of the answer has been sent. */
    AFTER_ANSWER,
    /** Nothing more comes of it: the answer is complete, or the connection has ended, whoever ended it. */
    OVER
}
