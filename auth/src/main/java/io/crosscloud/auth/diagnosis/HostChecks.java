package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The checks of the connection to the server: its host, the host's address, TLS and the clocks. */
final class HostChecks {
    private static final Pattern INSTANCE =
            Pattern.compile("(na|eu|ap|cs|um|gs|usa|aus|ind)[0-9]+[a-z]?\\.salesforce\\.com");
    private static final String LEGACY = ".exacttargetapis.com";
    private static final String TENANTS = ".marketingcloudapis.com";
    private static final Set<String> GOOD_TLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final Duration TOLERATED = Duration.ofSeconds(10);
    private static final Duration CORRECTED = Duration.ofHours(24);

    private HostChecks() {}

    /**
     * Checks the name of the host. Lightning hosts and malformed subdomains never become a connection. What remains are
     * hosts that the clouds are retiring: instance hosts, whose redirects end, and Engagement's hosts without a tenant.
     */
    static CheckResult host(Examination examination) {
        AuthorizationServer server = examination.subject().server().orElse(null);
        if (server instanceof SalesforceOrg org) {
            return salesforce(org);
        }
        if (server instanceof EngagementTenant tenant) {
            return engagement(tenant);
        }
        return unknownServer();
    }

    private static CheckResult salesforce(SalesforceOrg org) {
        String host = org.loginHost().getHost();
        if (INSTANCE.matcher(host).matches()) {
            return CheckResult.warn(
                    DiagnosisProblem.HOST_LEGACY, host + " is the host of an instance (expected: the org's My Domain)");
        }
        if (org.sharedLoginHost()) {
            return CheckResult.pass(host + ", which many orgs share; the org's My Domain accepts every grant");
        }
        return CheckResult.pass(host);
    }

    private static CheckResult engagement(EngagementTenant tenant) {
        String host = tenant.tokenEndpoint().getHost();
        if (host.endsWith(LEGACY)) {
            return CheckResult.warn(
                    DiagnosisProblem.HOST_LEGACY,
                    host + " is not the host of a tenant (expected: the subdomain's own host)");
        }
        if (host.endsWith(TENANTS) && !host.startsWith(tenant.subdomain() + ".")) {
            return CheckResult.fail(
                    SettingProblem.SUBDOMAIN_INVALID,
                    host + " is the host of another tenant (expected: the host of subdomain " + tenant.subdomain()
                            + ")");
        }
        return CheckResult.pass("subdomain " + tenant.subdomain() + (host.endsWith(TENANTS) ? "" : ", behind " + host));
    }

    /** Checks that the host's name has an address. */
    static CheckResult name(Examination examination) {
        String host = examination
                .subject()
                .server()
                .map(server -> server.tokenEndpoint().getHost())
                .orElse(null);
        if (host == null) {
            return unknownServer();
        }
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            return CheckResult.pass(
                    host + " has " + addresses.length + (addresses.length == 1 ? " address" : " addresses"));
        } catch (UnknownHostException e) {
            return examination.reached().answer().isPresent()
                    ? CheckResult.pass(host + " is known to the proxy, though not to this machine")
                    : CheckResult.fail(ServerProblem.NETWORK, host + ": no such host name");
        }
    }

    private static CheckResult unknownServer() {
        return CheckResult.notCheckable("the server is not known");
    }

    /** Checks that the host answers over TLS 1.2 or later; both clouds refuse older versions. */
    static CheckResult tls(Examination examination) {
        if (examination.subject().internals().isEmpty()) {
            return CheckResult.notCheckable("the provider is the host's own");
        }
        AuthException failure = examination.reached().failure().orElse(null);
        if (failure != null) {
            return CheckResult.fail(failure);
        }
        return examination
                .reached()
                .answer()
                .flatMap(HttpReply::tlsProtocol)
                .map(HostChecks::tls)
                .orElseGet(
                        () -> CheckResult.notCheckable("it answers without TLS, which only tests on this machine do"));
    }

    static CheckResult tls(String protocol) {
        return GOOD_TLS.contains(protocol)
                ? CheckResult.pass("it answers over " + protocol)
                : CheckResult.fail(ServerProblem.TLS, "it answers over " + protocol + " (expected: TLSv1.2 or later)");
    }

    /** Compares this machine's clock with the server's. The library corrects a difference of up to a day. */
    static CheckResult clock(Examination examination) {
        Optional<ServerClock> clock = examination
                .subject()
                .internals()
                .map(ProviderInternals::endpoint)
                .map(endpoint -> endpoint.clock());
        Optional<HttpReply> reply =
                clock.flatMap(unused -> examination.reached().answer());
        return reply.flatMap(answer -> clock.get().difference(answer.headers()))
                .map(HostChecks::clock)
                .orElseGet(() -> CheckResult.notCheckable("no server reported its time"));
    }

    private static CheckResult clock(Duration ahead) {
        if (ahead.abs().compareTo(TOLERATED) <= 0) {
            return CheckResult.pass("correct to within ten seconds");
        }
        String off = "the server's clock is " + Times.about(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead");
        return ahead.abs().compareTo(CORRECTED) > 0
                ? CheckResult.fail(DiagnosisProblem.CLOCK_OFF, off + ", which is too much to correct")
                : CheckResult.warn(DiagnosisProblem.CLOCK_OFF, off + "; assertions carry the server's time");
    }
}
