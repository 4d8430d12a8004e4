package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.salesforce.ApiCallers.ApiCaller;
import io.crosscloud.testkit.internal.salesforce.Directory.Member;
import java.util.Optional;
import java.util.function.Function;

/**
 * Userinfo, the identity URL and single access. What they refuse is a 403 with one bare word, neither a 401 nor JSON.
 */
final class IdentityEndpoints {
    private final OrgSettings settings;
    private final Hosts hosts;
    private final Directory directory;
    private final ApiCallers callers;
    private final Persona persona;

    IdentityEndpoints(OrgSettings settings, Hosts hosts, Directory directory, ApiCallers callers, Persona persona) {
        this.settings = settings;
        this.hosts = hosts;
        this.directory = directory;
        this.callers = callers;
        this.persona = persona;
    }

    FakeResponse userinfo(FakeRequest request) {
        return authorized(request, member -> FakeResponse.json(200, persona.userinfo(member)));
    }

    /** {@code /id/{org}/{user}}. */
    FakeResponse identity(FakeRequest request) {
        return authorized(request, caller -> {
            if (!settings.orgId().matches(request.pathVariable("org"))) {
                return refusal(403, "Wrong_Org");
            }
            Optional<Member> asked = directory.memberById(request.pathVariable("user"));
            if (asked.isEmpty()) {
                return refusal(404, "Bad_Id");
            }
            String version = request.parameters().first("version").orElse("");
            return IdentityFormat.write(persona.identity(asked.get(), version), request);
        });
    }

    FakeResponse singleAccess(FakeRequest request) {
        String body =
                "{\"frontdoor_uri\":\"" + hosts.instance() + "/secur/frontdoor.jsp?otp=" + RandomText.of(64) + "\"}";
        Optional<String> token =
                AccessTokenHeader.read(request).or(() -> request.form().first("access_token"));
        boolean allowed = token.flatMap(callers::use)
                .filter(caller -> caller.mayOpenPages() && !caller.mustSetPassword())
                .isPresent();
        return allowed ? FakeResponse.json(200, body) : refusal(403, "Bad_OAuth_Token");
    }

    private FakeResponse authorized(FakeRequest request, Function<Member, FakeResponse> answer) {
        Optional<String> token = AccessTokenHeader.read(request);
        if (token.isEmpty()) {
            return refusal(403, "Missing_OAuth_Token");
        }
        Optional<Member> member = token.flatMap(callers::use)
                .filter(caller -> !caller.mustSetPassword())
                .map(ApiCaller::member);
        return member.map(answer).orElseGet(() -> refusal(403, "Bad_OAuth_Token"));
    }

    private static FakeResponse refusal(int status, String word) {
        return FakeResponse.of(status, "text/html;charset=UTF-8", word).withError(word);
    }
}
