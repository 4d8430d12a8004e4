package io.crosscloud.testkit;

import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what a fake has seen; each that fails prints the time line of all requests. */
@SuppressWarnings("exports") // AssertJ is optional, and so not required transitively
public final class FakeCloudAssert extends AbstractAssert<FakeCloudAssert, FakeCloud> {

    FakeCloudAssert(FakeCloud fake) {
        super(fake, FakeCloudAssert.class);
    }

    /** Exactly so many requests of any kind were received. */
    public FakeCloudAssert receivedRequests(int count) {
        return received(count, "requests", actual.journal().requests());
    }

    /** Exactly so many requests to the token endpoint were received. */
    public FakeCloudAssert receivedTokenRequests(int count) {
        return received(count, "token requests", actual.journal().tokenRequests());
    }

    /** Exactly so many token requests with this {@code grant_type} were received, others aside. */
    public FakeCloudAssert receivedTokenRequests(int count, String grantType) {
        return received(
                count, "token requests of grant " + grantType, actual.journal().tokenRequests(grantType));
    }

    /** All token requests had this {@code grant_type}. */
    public FakeCloudAssert ofGrant(String grantType) {
        List<RecordedRequest> others = actual.journal().tokenRequests().stream()
                .filter(request -> request.grantType().filter(grantType::equals).isEmpty())
                .toList();
        return others.isEmpty() ? this : fail("token requests of grant " + grantType + " only", others);
    }

    /** No refresh token was presented that rotation had already killed. */
    public FakeCloudAssert neverSawASpentRefreshToken() {
        List<RecordedRequest> spent = actual.journal().tokenRequests().stream()
                .filter(request -> request.tags().contains(RecordedRequest.SPENT_REFRESH_TOKEN))
                .toList();
        return spent.isEmpty() ? this : fail("no spent refresh token", spent);
    }

    /** The fake never worked on more than so many token requests at the same time. */
    public FakeCloudAssert neverHadMoreInFlightThan(int count) {
        int max = actual.journal().maxInFlight();
        return max <= count ? this : fail("at most " + count + " token requests in flight", max);
    }

    /** Everything that was scripted has struck, and no hook has failed. */
    public FakeCloudAssert consumedAllFaults() {
        List<String> left = actual.faults().unconsumed();
        if (!left.isEmpty()) {
            return fail("all faults consumed", left);
        }
        List<Throwable> failures = actual.faults().hookFailures();
        return failures.isEmpty() ? this : fail("no hook failed", failures);
    }

    private FakeCloudAssert received(int count, String what, List<RecordedRequest> requests) {
        return requests.size() == count ? this : fail(count + " " + what, requests.size());
    }

    private FakeCloudAssert fail(String expected, Object found) {
        throw failure(
                "%nexpected: %s%nfound:    %s%ntime line of %s:%n%s",
                expected, found, actual.uri(), actual.journal().timeline());
    }
}
