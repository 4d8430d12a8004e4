package io.crosscloud.testkit.internal.http;

/** Answers one request. Called on the thread of the request's connection; it may block. */
@FunctionalInterface
public interface Handler {
    FakeResponse handle(FakeRequest request);
}
