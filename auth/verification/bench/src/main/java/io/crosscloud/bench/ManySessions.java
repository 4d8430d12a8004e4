package io.crosscloud.bench;

import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.session.User;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** G2: what a token costs among many sessions, and what a session weighs that nobody uses. */
final class ManySessions implements Figure {
    private static final String ONE_OF = CachedToken.class.getSimpleName() + ".oneOf";
    private static final String ANY_OF = CachedToken.class.getSimpleName() + ".anyOf";
    private static final List<Library> LIBRARIES = List.of(Library.CROSSCLOUD, Library.GOOGLE, Library.MSAL);
    private static final int COLLECTIONS = 3;
    private static final int WARM_UPS = 100;

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        int users = quick ? 1_000 : 10_000;
        Growth oneOf = growth(ONE_OF, users);
        Growth anyOf = growth(ANY_OF, users);
        row(table, "G2 cached token, one of %,d sessions".formatted(users), oneOf);
        row(table, "G2 cached token, any of %,d sessions".formatted(users), anyOf);
        table.row("G2 an idle session in memory, beside its token and its user's name", "≤ 400 B")
                .put(Library.CROSSCLOUD, Text.bytes(weight(users)));
    }

    private static Growth growth(String benchmark, int users) throws Exception {
        Jmh jmh = new Jmh(true);
        List<String> names = Stream.concat(
                        Stream.of(Library.FLOOR, Library.FLOOR_HEAVY, Library.CROSSCLOUD_KEYED), LIBRARIES.stream())
                .map(Enum::name)
                .toList();
        return new Growth(jmh.run(benchmark, names, 1, 1), jmh.run(benchmark, names, users, 1));
    }

    private static void row(Table table, String figure, Growth growth) {
        Table.Row row = table.row(
                figure,
                "≤ 1.5 × one session (floor: %s; as heavy as a session: %s)"
                        .formatted(growth.of(Library.FLOOR), growth.of(Library.FLOOR_HEAVY)));
        LIBRARIES.forEach(library -> row.put(library, growth.of(library)));
        table.row(figure + ", looked up by key", "≤ 1.5 × one session")
                .put(Library.CROSSCLOUD, growth.of(Library.CROSSCLOUD_KEYED));
    }

    /** What a token costs with one session, and with many. */
    private record Growth(Jmh.Costs one, Jmh.Costs many) {
        String of(Library library) {
            Jmh.Cost cost = many.of(library);
            return cost + " (" + Text.times(cost.nanos() / one.of(library).nanos()) + ")";
        }
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
