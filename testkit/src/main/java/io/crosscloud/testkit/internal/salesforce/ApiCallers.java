package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceUser.Trait;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.salesforce.ApiSession.Kind;
import java.util.Optional;

/** Who calls, and what for: judged alike for every API, each of which has its own words for what it refuses. */
final class ApiCallers {
    private final Hosts hosts;
    private final Directory directory;
    private final Tokens tokens;

    ApiCallers(Hosts hosts, Directory directory, Tokens tokens) {
        this.hosts = hosts;
        this.directory = directory;
        this.tokens = tokens;
    }

    /** A live session, and its user, who is active. */
    record ApiCaller(ApiSession session, Directory.Member member) {
        /** Whether the session is good for setting a new password only. */
        boolean mustSetPassword() {
            return session.is(Kind.PASSWORD_EXPIRED);
        }

        /** Whether the scopes are such as an API asks for. */
        boolean reachesApis() {
            return GrantScopes.reachApi(session.scopes());
        }

        /** Whether SOAP and Bulk, which know no JWT, take the token. */
        boolean reachesSessionApis() {
            return reachesApis() && !session.is(Kind.JWT);
        }

        boolean mayOpenPages() {
            return session.scopes().values().contains("web")
                    || session.scopes().values().contains("full");
        }
    }

    /** Uses the token at an instance; nobody has a session where the org no longer is. */
    Optional<ApiCaller> use(String token, FakeRequest request) {
        return hosts.abandoned(request) ? Optional.empty() : use(token);
    }

    /** Uses the token at a host that is always the org's. */
    Optional<ApiCaller> use(String token) {
        return tokens.use(token).flatMap(this::caller);
    }

    /** Whose token it is, which does not count as use. */
    Optional<ApiCaller> find(String token) {
        return tokens.find(token).flatMap(this::caller);
    }

    /** The user, if active. */
    Optional<Directory.Member> active(Holder holder) {
        return directory.member(holder.username()).filter(member -> !member.has(Trait.INACTIVE));
    }

    private Optional<ApiCaller> caller(ApiSession session) {
        return active(session.holder()).map(member -> new ApiCaller(session, member));
    }
}
