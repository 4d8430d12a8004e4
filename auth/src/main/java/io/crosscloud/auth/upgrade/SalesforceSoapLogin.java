package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.Identity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/** SOAP {@code login()} of the partner API. Its session is discarded: only the user that it identifies matters. */
final class SalesforceSoapLogin implements LegacyFlow {
    private static final String PATH = "/services/Soap/u/64.0";

    private final SalesforceOrg org;
    private final Supplier<LegacyCredential> credential;

    SalesforceSoapLogin(SalesforceOrg org, Supplier<LegacyCredential> credential) {
        this.org = Objects.requireNonNull(org, "org");
        this.credential = Objects.requireNonNull(credential, "credential");
    }

    @Override
    public LegacyAccess logIn(HttpSettings http) {
        LegacyCredential given = LegacyCredential.read(credential);
        HttpReply reply = http.sender(Cloud.SALESFORCE)
                .send(HttpCall.post(
                                URI.create(org.loginHost() + PATH),
                                "text/xml; charset=utf-8",
                                envelope(given).getBytes(StandardCharsets.UTF_8))
                        .header("Accept", "text/xml")
                        .header("SOAPAction", "login"));
        Xml body = Xml.parse(reply.body())
                .flatMap(envelope -> envelope.at("Body"))
                .orElseThrow(() -> reply.extent() == Extent.CUT_OFF
                        ? failure(ServerProblem.OUTCOME_UNKNOWN, reply, "the answer was cut off")
                        : failure(ServerProblem.ENDPOINT_WRONG, reply, "no SOAP envelope"));
        if (body.at("Fault").isPresent()) {
            throw fault(body, reply, given);
        }
        if (body.textAt("loginResponse", "result", "passwordExpired").equals("true")) {
            throw failure(UpgradeProblem.LEGACY_PASSWORD_EXPIRED, reply, "passwordExpired");
        }
        String user = body.textAt("loginResponse", "result", "userId");
        String organization = body.textAt("loginResponse", "result", "userInfo", "organizationId");
        if (user.isEmpty() || organization.isEmpty()) {
            throw failure(ServerProblem.RESPONSE_INVALID, reply, "no userId or organizationId");
        }
        Identity identity = Identity.of(organization, user).withUsername(given.username());
        return new LegacyAccess(given.username(), identity, null);
    }

    private static AuthException fault(Xml body, HttpReply reply, LegacyCredential given) {
        String code = body.textAt("Fault", "faultcode");
        Problem problem = switch (code.substring(code.indexOf(':') + 1)) {
            case "INVALID_LOGIN", "LOGIN_MUST_USE_SECURITY_TOKEN" -> ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE;
            case "UNSUPPORTED_API_VERSION", "INVALID_OPERATION", "API_DISABLED_FOR_ORG" ->
                UpgradeProblem.LEGACY_LOGIN_GONE;
            case "LOGIN_RATE_EXCEEDED" -> ServerProblem.SALESFORCE_LOGIN_RATE;
            default -> ServerProblem.REQUEST_REFUSED;
        };
        return failure(problem, reply, Masked.in(body.textAt("Fault", "faultstring"), given.exposePassword()));
    }

    private static AuthException failure(Problem problem, HttpReply reply, String text) {
        return AuthFailure.of(problem)
                .cloud(Cloud.SALESFORCE)
                .answer(reply.status(), null, text)
                .toException();
    }

    private static String envelope(LegacyCredential credential) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><soapenv:Envelope"
                + " xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
                + "<login xmlns=\"urn:partner.soap.sforce.com\"><username>" + Xml.escape(credential.username())
                + "</username><password>" + Xml.escape(credential.exposePassword())
                + "</password></login></soapenv:Body></soapenv:Envelope>";
    }
}
