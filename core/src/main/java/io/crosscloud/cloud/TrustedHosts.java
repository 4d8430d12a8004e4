package io.crosscloud.cloud;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.internal.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which hosts may be sent a token: subdomains of domains on which a cloud alone answers, Salesforce's instances, and hosts named
 * one by one. Matching is
 * by whole labels of plain ASCII names; an address in digits, a port, user information, an escape or a path is refused
 * unless it was named. A loopback host stands for every loopback port, with http too, and is believed only if one was
 * named.
 */
record TrustedHosts(Cloud cloud, Set<String> domains, Set<String> hosts) {
    static final int MAX_URL = 2048;

    private static final String AUTHORITY = "([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?";
    private static final Pattern ORIGIN = ignoringAsciiCase("https?://" + AUTHORITY + "/?");
    private static final Pattern NAMED = ignoringAsciiCase(AUTHORITY);
    private static final Pattern NAME = Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}");

    /** A host of an instance, where the APIs of orgs without a My Domain are (help page "Set the My Domain Login Policy"). */
    private static final Pattern INSTANCE =
            Pattern.compile("[a-z]{2,4}[0-9]{1,4}[a-z]?(\\.sfdc-[a-z0-9]{1,32})?\\.salesforce\\.com");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.0\\.0\\.1|\\[::1]");

    TrustedHosts {
        domains = Set.copyOf(domains);
        hosts = Set.copyOf(hosts);
    }

    static boolean loopback(URI uri) {
        return uri.getHost() != null && loopback(uri.getHost().toLowerCase(Locale.ROOT));
    }

    /**
     * The same, and this host too, with its port if it has one.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not a host, such as a whole URL
     */
    TrustedHosts and(String host) {
        if (!NAMED.matcher(host).matches()) {
            throw Checks.invalid(
                    "trusted host",
                    Shown.url(host),
                    "a host, with its port if it is not 443, such as api.example.com or gateway.example:8443");
        }
        return with(host.toLowerCase(Locale.ROOT));
    }

    /** The same, and the authority of this checked URI too. */
    TrustedHosts and(URI checked) {
        return with(checked.getRawAuthority());
    }

    private TrustedHosts with(String authority) {
        Set<String> more = new TreeSet<>(hosts);
        more.add(withoutDefaultPort(authority));
        return new TrustedHosts(cloud, domains, more);
    }

    URI origin(String url) {
        String full = url.contains("://") ? url : "https://" + url;
        if (full.length() > MAX_URL || !ORIGIN.matcher(full).matches()) {
            throw untrusted(url);
        }
        URI uri = parse(full.toLowerCase(Locale.ROOT), url);
        if (!trusts(uri)) {
            throw untrusted(url);
        }
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    private boolean trusts(URI uri) {
        if (loopback(uri)) {
            return hosts.stream().anyMatch(host -> loopback(host.replaceFirst(":[0-9]+$", "")));
        }
        String authority = uri.getRawAuthority();
        return "https".equals(uri.getScheme())
                && (hosts.contains(withoutDefaultPort(authority)) || documented(authority));
    }

    private boolean documented(String authority) {
        return NAME.matcher(authority).matches()
                && !authority.contains("xn--")
                && (domains.stream().anyMatch(domain -> authority.endsWith("." + domain)) || instance(authority));
    }

    private boolean instance(String authority) {
        return cloud == Cloud.SALESFORCE && INSTANCE.matcher(authority).matches();
    }

    private URI parse(String full, String url) {
        try {
            return new URI(full);
        } catch (URISyntaxException e) {
            throw untrusted(url);
        }
    }

    private AuthException untrusted(String url) {
        Set<String> expected = new TreeSet<>(hosts);
        domains.forEach(domain -> expected.add("*." + domain));
        return AuthFailure.of(ServerProblem.HOST_UNTRUSTED)
                .cloud(cloud)
                .detail("the server named the API host " + Shown.url(url) + " (expected: an https origin on "
                        + String.join(", ", expected) + ")")
                .toException();
    }

    private static boolean loopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    private static String withoutDefaultPort(String authority) {
        return authority.endsWith(":443") ? authority.substring(0, authority.length() - 4) : authority;
    }

    /** Folds ASCII letters only: lower case would turn U+212A, the Kelvin sign, into a k. */
    private static Pattern ignoringAsciiCase(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
