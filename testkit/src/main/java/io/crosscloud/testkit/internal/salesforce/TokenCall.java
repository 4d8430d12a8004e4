package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.Parameters;
import java.util.Optional;

/**
 * A request to the token endpoint.
 *
 * @param request as received
 * @param parameters those of the query and of the form: some clients use the one, some the other
 */
record TokenCall(FakeRequest request, Parameters parameters) {
    static TokenCall of(FakeRequest request) {
        return new TokenCall(request, request.parameters());
    }

    Optional<String> parameter(String name) {
        return parameters.first(name);
    }
}
