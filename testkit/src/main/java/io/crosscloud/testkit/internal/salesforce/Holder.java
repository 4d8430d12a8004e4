package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.ConnectedApp;
import java.util.Locale;

/** A user by way of an app: to whom approvals, sessions and the limits on both belong. */
record Holder(String username, ClientId clientId) {
    static Holder of(Directory.Member member, ConnectedApp app) {
        return new Holder(member.username().toLowerCase(Locale.ROOT), app.clientId());
    }
}
