package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where the org is: its login host, its instance (which can move), its sites. Thread-safe. */
public final class Hosts {
    private static final List<String> SHARED = List.of("login.salesforce.com", "test.salesforce.com");

    private final Set<String> abandoned = ConcurrentHashMap.newKeySet();
    private final Set<String> sites = ConcurrentHashMap.newKeySet();
    private volatile @Nullable URI login;
    private volatile @Nullable URI instance;

    /** To be called once, when the port is known. */
    public void bind(URI uri) {
        login = uri;
        instance = uri;
    }

    void addSite(String path) {
        sites.add(path);
    }

    /** The API is at this URI from now on, and no more where it was. */
    public void move(URI target) {
        authority(instance()).ifPresent(abandoned::add);
        authority(target).ifPresent(abandoned::remove);
        instance = target;
    }

    /** The other name of the loopback address, with the same port: where an org can move to without a second server. */
    public URI neighbour() {
        return instance().equals(login()) ? otherName(login()) : login();
    }

    URI login() {
        return bound(login);
    }

    public URI instance() {
        return bound(instance);
    }

    /** Whether the request went to where the org no longer is. */
    boolean abandoned(FakeRequest request) {
        return abandoned.contains(host(request));
    }

    /** Whether the request was sent to a login host that all orgs share (through a name mapped to this fake). */
    boolean shared(FakeRequest request) {
        String host = host(request);
        int port = host.indexOf(':');
        return SHARED.contains(port < 0 ? host : host.substring(0, port));
    }

    /** Whether an assertion for this audience is meant for this org: by any of its names, or a login host. */
    boolean isAudience(String audience, FakeRequest request) {
        String normal = normal(audience);
        String own = authority(login()).orElseThrow();
        String asked = host(request);
        return SHARED.contains(normal)
                || normal.equals(own)
                || authority(instance()).filter(normal::equals).isPresent()
                || authority(otherName(login())).filter(normal::equals).isPresent()
                || normal.equals(asked)
                || sites.stream().anyMatch(site -> normal.equals(own + site) || normal.equals(asked + site));
    }

    /** The path without the name of the site that it begins with, if it does. */
    String withoutSite(String path) {
        for (String site : sites) {
            if (path.startsWith(site + "/")) {
                return path.substring(site.length());
            }
        }
        return path;
    }

    static String normal(String audience) {
        int scheme = audience.indexOf("://");
        String bare = scheme < 0 ? audience : audience.substring(scheme + 3);
        String trimmed = bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
        int path = trimmed.indexOf('/');
        return path < 0
                ? trimmed.toLowerCase(Locale.ROOT)
                : trimmed.substring(0, path).toLowerCase(Locale.ROOT) + trimmed.substring(path);
    }

    private static URI otherName(URI uri) {
        String host = "localhost".equals(uri.getHost()) ? "127.0.0.1" : "localhost";
        return URI.create(uri.getScheme() + "://" + host + ":" + uri.getPort());
    }

    private static String host(FakeRequest request) {
        return request.header("Host").orElse("").toLowerCase(Locale.ROOT);
    }

    /** Host and port, as far as the URI has any. */
    private static Optional<String> authority(URI uri) {
        return Optional.ofNullable(uri.getRawAuthority()).map(text -> text.toLowerCase(Locale.ROOT));
    }

    private static URI bound(@Nullable URI uri) {
        if (uri == null) {
            throw new IllegalStateException("the fake has no port yet (expected: bind() first)");
        }
        return uri;
    }
}
