package io.crosscloud.auth.connectedapp;

import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.session.Session;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.session.User;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A login for programs without a web server (RFC 8252 section 7.3): opens the browser, listens on this machine alone for the
 * one callback, and is gone. Immutable and thread-safe; {@link #logIn} blocks.
 *
 * <p>It listens on the first free one of its redirect URIs. All of them must be registered with the app, character for
 * character: neither cloud documents that it ignores the port of a loopback address, as RFC 8252 has it. Requests that are not the
 * callback of this login (another host name, path, method or {@code state}) get a 404 and change nothing.
 */
public final class LoopbackLogin {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Function<URI, ConnectedAppLogin> login;
    private final Consumer<URI> page;
    private final List<URI> redirectUris;
    private final Consumer<URI> browser;
    private final Duration timeout;

    private LoopbackLogin(Builder builder) {
        this.login = builder.login;
        this.page = builder.page;
        this.redirectUris = List.copyOf(builder.redirectUris);
        this.browser = builder.browser;
        this.timeout = builder.timeout;
    }

    /**
     * A login by way of this machine.
     *
     * @param login makes the login for whichever redirect URI is free, such as
     *     {@code uri -> ConnectedAppLogin.builder(sessions, "salesforce", uri).build()}
     * @param page receives the URL to open, in case no browser opens by itself; usually prints it
     * @param redirectUri {@code http} on {@code localhost}, {@code 127.0.0.1} or {@code [::1]}, with a port
     */
    public static Builder builder(Function<URI, ConnectedAppLogin> login, Consumer<URI> page, URI redirectUri) {
        return new Builder(login, page, redirectUri);
    }

    /**
     * Sends the person to the browser and waits for them to come back.
     *
     * @throws io.crosscloud.error.ConfigurationException if no redirect URI can be listened on
     * @throws io.crosscloud.error.LoginRequiredException with {@link LoginProblem#LOGIN_TOO_LATE} if nobody comes back in time
     * @throws io.crosscloud.error.AuthException otherwise as {@link ConnectedAppLogin#complete}
     * @throws InterruptedException if the waiting thread is interrupted; nobody can come back then
     */
    public Session logIn(User user) throws InterruptedException {
        ConnectedAppLogin begin;
        LoginRequest begun;
        URI callback;
        try (CallbackListener listener = CallbackListener.listen(redirectUris)) {
            begin = login.apply(listener.redirectUri());
            begun = begin.begin(user);
            page.accept(begun.authorizationUri());
            browser.accept(begun.authorizationUri());
            callback = listener.await(timeout, begun::isAnsweredBy).orElseThrow(() -> tooLate(listener.redirectUri()));
        }
        return begin.complete(begun.sealed(), callback);
    }

    private RuntimeException tooLate(URI redirectUri) {
        return AuthFailure.of(LoginProblem.LOGIN_TOO_LATE)
                .detail("nobody came back to " + redirectUri + " within " + timeout)
                .toException();
    }

    /** What a login may be told beyond the necessary. Not thread-safe. */
    public static final class Builder {
        private final Function<URI, ConnectedAppLogin> login;
        private final Consumer<URI> page;
        private final List<URI> redirectUris = new ArrayList<>();
        private Consumer<URI> browser = SystemBrowser::open;
        private Duration timeout = Duration.ofMinutes(5);

        private Builder(Function<URI, ConnectedAppLogin> login, Consumer<URI> page, URI redirectUri) {
            this.login = Objects.requireNonNull(login, "login");
            this.page = Objects.requireNonNull(page, "page");
            redirectUris.add(redirectUri);
        }

        /** Another redirect URI, for when the port of those before is taken. */
        public Builder or(URI redirectUri) {
            redirectUris.add(redirectUri);
            return this;
        }

        /** What opens the browser; by default the desktop's own, if there is one. */
        public Builder browser(Consumer<URI> browser) {
            this.browser = Objects.requireNonNull(browser, "browser");
            return this;
        }

        /**
         * How long a person may take; 5 minutes by default.
         *
         * @throws io.crosscloud.error.ConfigurationException if it is nothing, or more than ten minutes
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
                throw HttpSettings.invalid(
                        "timeout: " + timeout + " (expected: more than nothing, at most " + LONGEST + ")");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * The login.
         *
         * @throws io.crosscloud.error.ConfigurationException if a redirect URI is not {@code http} on a loopback host, with a
         *     port and a path
         */
        public LoopbackLogin build() {
            redirectUris.forEach(RedirectUris::checkLoopback);
            return new LoopbackLogin(this);
        }
    }
}
