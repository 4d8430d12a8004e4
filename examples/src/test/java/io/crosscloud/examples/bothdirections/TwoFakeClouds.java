package io.crosscloud.examples.bothdirections;

import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A tenant and an org, which here are fakes, for a program that is told where they are and prints what it sees. */
abstract class TwoFakeClouds {
    final FakeEngagement engagement = FakeEngagement.start();
    final FakeSalesforce salesforce = FakeSalesforce.start();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        engagement.close();
        salesforce.close();
    }

    /** The settings that name both, without any grant or secret. */
    final Map<String, String> namesOfTheClouds() {
        return Map.of(
                "CROSSCLOUD_ENGAGEMENT_SUBDOMAIN", engagement.tenant().subdomain(),
                "CROSSCLOUD_ENGAGEMENT_AUTH_BASE", engagement.uri().toString(),
                "CROSSCLOUD_ENGAGEMENT_CLIENT_ID", engagement.clientId().value(),
                "CROSSCLOUD_SALESFORCE_HOST", salesforce.uri().toString(),
                "CROSSCLOUD_SALESFORCE_CLIENT_ID", salesforce.clientId().value());
    }

    static String text(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
