package io.crosscloud.auth.store.redis;

import io.crosscloud.error.StoreException;
import io.crosscloud.spi.SessionRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;

/**
 * The sorted set of the sessions that keep-alive looks after. What else lies there, as entries of rows that were erased, counts
 * for nothing: it is passed over, page by page, and removed if no session can come of it.
 */
final class DueIndex {
    private static final int PAGE = 200;

    private final UnifiedJedis client;
    private final String key;
    private final UnaryOperator<String> row;

    /**
     * Creates a view of it.
     *
     * @param row the key of the row of a name
     */
    DueIndex(UnifiedJedis client, String key, UnaryOperator<String> row) {
        this.client = client;
        this.key = key;
        this.row = row;
    }

    /** The sessions that go on and are due at this instant, the earliest first. */
    List<SessionRecord> due(Instant before, int limit) {
        Map<String, SessionRecord> due = new HashMap<>(); // a session that is committed meanwhile may be met twice
        int passed = 0;
        int page = Math.min(limit, PAGE);
        while (due.size() < limit) {
            List<Tuple> entries = entries(before, passed, page);
            if (entries.isEmpty()) {
                break;
            }
            List<?> answers = rows(entries, limit - due.size());
            for (int i = 1; i < answers.size(); i++) {
                Tuple entry = entries.get(i - 1);
                SessionRecord found = session(entry.getElement(), answers.get(i), (Long) answers.get(0));
                if (found == null ? !answers.get(i).equals(1L) : !moved(found, entry.getScore())) {
                    passed++;
                    if (found != null && SessionHash.isDue(found, before)) {
                        due.put(found.key(), found);
                    }
                }
            }
            page = PAGE;
        }
        return due.values().stream()
                .sorted(Comparator.comparing(SessionHash::renewBefore).thenComparing(SessionRecord::key))
                .toList();
    }

    private List<Tuple> entries(Instant before, int passed, int page) {
        return client.zrangeWithScores(
                key,
                ZRangeParams.zrangeByScoreParams(Double.NEGATIVE_INFINITY, (double) SessionHash.millis(before))
                        .limit(passed, page));
    }

    private List<?> rows(List<Tuple> entries, int wanted) {
        List<String> keys = new ArrayList<>();
        keys.add(key);
        entries.forEach(entry -> keys.add(row.apply(entry.getElement())));
        int prefix = row.apply("").length();
        return (List<?>) Script.DUE.run(client, keys, List.of(Integer.toString(wanted), Integer.toString(prefix)));
    }

    /** The session behind an entry; null if there is none, or none that this release can read. */
    private static @Nullable SessionRecord session(String name, Object answer, long now) {
        try {
            return answer instanceof List<?> fields ? SessionHash.of(name, fields, now) : null;
        } catch (StoreException e) {
            return null;
        }
    }

    /** Whether an entry stood at another time than its row says, and was put there. */
    private boolean moved(SessionRecord found, double score) {
        String millis = Long.toString(SessionHash.millis(SessionHash.renewBefore(found)));
        return SessionHash.millis(SessionHash.renewBefore(found)) != (long) score
                && Script.REINDEX
                        .run(
                                client,
                                List.of(row.apply(found.key()), key),
                                List.of(
                                        found.key(),
                                        SessionHash.renewBefore(found).toString(),
                                        millis))
                        .equals(1L);
    }
}
