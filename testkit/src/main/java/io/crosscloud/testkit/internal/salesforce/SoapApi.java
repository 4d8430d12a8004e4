package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.salesforce.ApiCallers.ApiCaller;
import io.crosscloud.testkit.internal.salesforce.ApiSession.Kind;
import io.crosscloud.testkit.internal.salesforce.Directory.Member;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code /services/Soap/{u|c}/NN.0}: {@code login()}, and three calls that need a session. A request has a
 * {@code SOAPAction} header, quoted or not. Whatever is wrong with the
 * session is a 500 with one fault; a JWT access token is never a SOAP session.
 */
final class SoapApi {
    /** SOAP logins come by no app that anybody has set up. */
    private static final ConnectedApp API_LOGIN =
            ConnectedApp.of(ClientId.of("SOAP-login"), Secret.of("none")).withScopes(Scopes.of("full"));

    private final SessionOpener sessions;
    private final Admission admission;
    private final Directory directory;
    private final Tokens tokens;
    private final SoapResults results;
    private final ApiCallers callers;
    private final InstantSource clock;

    SoapApi(GrantTools tools, SoapResults results, ApiCallers callers, InstantSource clock) {
        this.sessions = tools.sessions();
        this.admission = tools.admission();
        this.directory = tools.directory();
        this.tokens = tools.tokens();
        this.results = results;
        this.callers = callers;
        this.clock = clock;
    }

    FakeResponse handle(FakeRequest request) {
        if (request.header("SOAPAction").orElse("").isBlank()) {
            return SoapReplies.actionMissing();
        }
        Optional<SoapRequest> call = SoapRequest.parse(request.bodyText());
        Optional<ApiVersion> version = ApiVersion.parse(request.pathVariable("version"));
        if (call.isEmpty()) {
            return SoapReplies.fault("UNKNOWN_EXCEPTION", "UnexpectedErrorFault", "The request is no SOAP envelope");
        }
        if (version.filter(ApiVersion::isKnown).isEmpty()) {
            return versionRefused();
        }
        return call.get().operation().equals("login")
                ? login(request, call.get(), version.get())
                : withSession(request, call.get());
    }

    private FakeResponse login(FakeRequest request, SoapRequest call, ApiVersion version) {
        if (!version.hasSoapLogin()) {
            return versionRefused();
        }
        Optional<Member> member = directory
                .member(call.text("username"))
                .filter(known -> known.user().logsInByProgramWith(call.text("password")));
        if (member.isEmpty()) {
            return SoapReplies.loginInvalid();
        }
        try {
            admission.admit(member.get(), API_LOGIN);
        } catch (OAuthError refused) {
            return refused.description().equals("login rate exceeded")
                    ? SoapReplies.fault("LOGIN_RATE_EXCEEDED", "LoginFault", "Login rate exceeded")
                    : SoapReplies.loginInvalid();
        }
        ApiSession session = sessions.open(member.get(), API_LOGIN, API_LOGIN.scopes(), Kind.BY_PASSWORD);
        String path = "/services/Soap/%s/" + version + "/" + results.orgId();
        return SoapReplies.success(
                "login", results.login(member.get(), session.token(), path, kind(request)), isPartner(request));
    }

    private FakeResponse withSession(FakeRequest request, SoapRequest call) {
        Optional<ApiCaller> known = callers.use(call.text("sessionId"), request).filter(ApiCaller::reachesSessionApis);
        if (known.isEmpty()) {
            return SoapReplies.sessionInvalid();
        }
        ApiCaller caller = known.get();
        if (caller.mustSetPassword()) {
            return SoapReplies.fault(
                    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
                    "UnexpectedErrorFault",
                    "The users password has expired, you must call SetPassword before attempting any other API operations");
        }
        return switch (call.operation()) {
            case "getUserInfo" ->
                SoapReplies.success("getUserInfo", results.userInfo(caller.member()), isPartner(request));
            case "getServerTimestamp" ->
                SoapReplies.success(
                        "getServerTimestamp",
                        Markup.element("timestamp", clock.instant().toString()),
                        isPartner(request));
            case "logout" -> {
                tokens.revoke(caller.session().token());
                yield SoapReplies.success("logout", "", isPartner(request));
            }
            default ->
                SoapReplies.fault(
                        "INVALID_OPERATION", "UnexpectedErrorFault", "This fake does not know " + call.operation());
        };
    }

    private static FakeResponse versionRefused() {
        return SoapReplies.fault(
                "UNSUPPORTED_API_VERSION", "UnexpectedErrorFault", "Invalid Api version specified on URL");
    }

    private static String kind(FakeRequest request) {
        return request.pathVariable("kind");
    }

    private static boolean isPartner(FakeRequest request) {
        return kind(request).equals("u");
    }
}
