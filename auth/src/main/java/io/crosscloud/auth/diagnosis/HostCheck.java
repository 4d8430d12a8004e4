package io.crosscloud.auth.diagnosis;

import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.SettingProblem;
import java.util.regex.Pattern;

/**
 * The form of the host. A lightning host and a subdomain of a wrong form never become a connection; what is left is what the
 * clouds are giving up: instance hosts, whose redirects end, and Engagement's hosts that are no tenant's.
 */
final class HostCheck {
    private static final Pattern INSTANCE =
            Pattern.compile("(na|eu|ap|cs|um|gs|usa|aus|ind)[0-9]+[a-z]?\\.salesforce\\.com");
    private static final String LEGACY = ".exacttargetapis.com";
    private static final String TENANTS = ".marketingcloudapis.com";

    private HostCheck() {}

    static Answer of(Examination examination) {
        AuthorizationServer server = examination.patient().server().orElse(null);
        if (server instanceof SalesforceOrg org) {
            return salesforce(org);
        }
        if (server instanceof EngagementTenant tenant) {
            return engagement(tenant);
        }
        return Answer.notCheckable("the server is not known");
    }

    private static Answer salesforce(SalesforceOrg org) {
        String host = org.loginHost().getHost();
        if (INSTANCE.matcher(host).matches()) {
            return Answer.warn(
                    DiagnosisProblem.HOST_LEGACY, host + " is the host of an instance (expected: the org's My Domain)");
        }
        if (org.sharedLoginHost()) {
            return Answer.pass(host + ", which many orgs share; the org's My Domain takes every grant");
        }
        return Answer.pass(host);
    }

    private static Answer engagement(EngagementTenant tenant) {
        String host = tenant.tokenEndpoint().getHost();
        if (host.endsWith(LEGACY)) {
            return Answer.warn(
                    DiagnosisProblem.HOST_LEGACY, host + " is no tenant's host (expected: the subdomain's own)");
        }
        if (host.endsWith(TENANTS) && !host.startsWith(tenant.subdomain() + ".")) {
            return Answer.fail(
                    SettingProblem.SUBDOMAIN_INVALID,
                    host + " is the host of another tenant than subdomain " + tenant.subdomain() + " names");
        }
        return Answer.pass("subdomain " + tenant.subdomain() + (host.endsWith(TENANTS) ? "" : ", behind " + host));
    }
}
