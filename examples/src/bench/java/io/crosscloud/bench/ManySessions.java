package io.crosscloud.bench;

import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.session.User;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/** G2: what a token costs among many sessions, and what a session weighs that nobody uses. */
final class ManySessions implements Figure {
    private static final String BENCHMARK = CachedToken.class.getSimpleName();
    private static final List<Library> LIBRARIES =
            List.of(Library.FLOOR, Library.CROSSCLOUD, Library.CROSSCLOUD_KEYED, Library.GOOGLE, Library.MSAL);
    private static final int COLLECTIONS = 3;
    private static final int WARM_UPS = 100;

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        int users = quick ? 1_000 : 10_000;
        Jmh jmh = new Jmh(true);
        List<String> names = LIBRARIES.stream().map(Enum::name).toList();
        Jmh.Costs one = jmh.run(BENCHMARK, names, 1, 1);
        Jmh.Costs many = jmh.run(BENCHMARK, names, users, 1);
        Table.Row row = table.row(
                "G2 cached token, %,d sessions at random (floor: %s)"
                        .formatted(users, grown(one.of(Library.FLOOR), many.of(Library.FLOOR))),
                "≤ 1.5 × one session");
        for (Library library : List.of(Library.CROSSCLOUD, Library.GOOGLE, Library.MSAL)) {
            row.put(library, grown(one.of(library), many.of(library)));
        }
        table.row("G2 the same, looked up by key", "")
                .put(Library.CROSSCLOUD, grown(one.of(Library.CROSSCLOUD_KEYED), many.of(Library.CROSSCLOUD_KEYED)));
        table.row("G2 an idle session in memory, beside its token and its user's name", "≤ 400 B")
                .put(Library.CROSSCLOUD, Text.bytes(weight(users)));
    }

    private static String grown(Jmh.Cost one, Jmh.Cost many) {
        return many + " (" + Text.times(many.nanos() / one.nanos()) + ")";
    }

    private static double weight(int count) {
        try (Endpoint endpoint = Endpoint.start();
                SessionManager manager = SessionManager.builder()
                        .connection("salesforce", Crosscloud.provider(endpoint))
                        .store(new Forgetful(), TokenCipher.generated())
                        .keep(count + WARM_UPS, Duration.ofHours(1))
                        .build()) {
            for (int i = 0; i < WARM_UPS; i++) {
                manager.session("salesforce", User.of("warm-up-" + i)).accessToken();
            }
            long before = used();
            long texts = 0;
            for (int i = 0; i < count; i++) {
                Session session = manager.session("salesforce", User.of("user-" + i));
                texts += sizeOf(session.key().user().name());
                texts += sizeOf(session.accessToken().exposeSecret());
            }
            return (double) (used() - before - texts) / count;
        }
    }

    /** A string of Latin letters and its array, each aligned to eight bytes. */
    private static long sizeOf(String text) {
        return 24 + 16 + (text.length() + 7) / 8 * 8L;
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
