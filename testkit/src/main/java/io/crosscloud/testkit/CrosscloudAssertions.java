package io.crosscloud.testkit;

/** Where AssertJ assertions on the fakes begin. Needs AssertJ on the class path; nothing else in the testkit does. */
public final class CrosscloudAssertions {
    private CrosscloudAssertions() {}

    /** Assertions on what this fake has seen. */
    public static FakeCloudAssert assertThat(FakeCloud fake) {
        return new FakeCloudAssert(fake);
    }
}
