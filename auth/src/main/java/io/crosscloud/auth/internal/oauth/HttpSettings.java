package io.crosscloud.auth.internal.oauth;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.internal.events.EventDelivery;
import io.crosscloud.spi.AuthListener;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The options that every provider has. Part of a builder, so not thread-safe. */
public final class HttpSettings {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSettings.class);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    private Duration timeout = HttpSender.DEFAULT_TIMEOUT;
    private @Nullable HttpClient httpClient;
    private @Nullable InstantSource clock;
    private @Nullable AuthListener listener;
    private Defaults defaults = Defaults.NONE;

    /** The same settings, which go their own way from now on. */
    HttpSettings copy() {
        HttpSettings copy = new HttpSettings();
        copy.timeout = timeout;
        copy.httpClient = httpClient;
        copy.clock = clock;
        copy.listener = listener;
        copy.defaults = defaults;
        return copy;
    }

    /** The same settings, with these defaults for what was not set. */
    HttpSettings with(Defaults defaults) {
        HttpSettings copy = copy();
        copy.defaults = defaults;
        return copy;
    }

    /** Whether nothing is left to a default. */
    boolean isComplete() {
        return httpClient != null && clock != null && listener != null;
    }

    /** How long an exchange may take, body included. */
    public void timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw invalid("timeout: " + timeout + " (expected: more than nothing, at most " + MAX_TIMEOUT + ")");
        }
        this.timeout = timeout;
    }

    /** The host's own client. */
    public void httpClient(HttpClient httpClient) {
        this.httpClient = Objects.requireNonNull(httpClient, "httpClient");
    }

    /** Where the time comes from. */
    public void clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Who hears what happens. */
    public void listener(AuthListener listener) {
        this.listener = EventDelivery.to(Objects.requireNonNull(listener, "listener"), LOG::warn);
    }

    /** Writes each event to the log at once, and hands it to the listener, which nobody waits for. */
    public AuthListener quietListener() {
        AuthListener given = listener != null ? listener : defaults.listener();
        return event -> {
            LOG.warn("{}", event);
            given.on(event);
        };
    }

    /** The token endpoint of a server, wired so. */
    public TokenEndpoint endpoint(AuthorizationServer server) {
        InstantSource time = clock != null ? clock : defaults.clock();
        return new TokenEndpoint(
                server, sender(server.cloud()), new ServerClock(time, server.cloud(), quietListener()));
    }

    /** What sends to a cloud, wired so. */
    public HttpSender sender(Cloud cloud) {
        return HttpSender.of(cloud, httpClient != null ? httpClient : defaults.httpClient(), timeout);
    }

    /** A setting of a wrong form. */
    public static RuntimeException invalid(String detail) {
        return AuthFailure.of(SettingProblem.SETTING_INVALID).detail(detail).toException();
    }
}
