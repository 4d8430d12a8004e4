package io.crosscloud.verification.storm;

import io.crosscloud.spi.Ending;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a storm has left behind, judged by what the fake knows to be true. */
final class Verdict {
    /** How the worst of what can be broken begins. */
    static final String WITHOUT_A_CAUSE = "a session died without a cause: ";

    private final Settings settings;
    private final Truth truth;
    private final Fleet fleet;
    private final Logins logins;
    private final Timeline timeline;
    private final Count count;
    private final List<Attempt> attempts;
    private final List<List<Attempt>> overlaps;
    private final List<String> disorderly;
    private final List<String> unused;
    private final Map<Long, RecordedRequest> answers;
    /** The first time that a spent token was presented, for each. */
    private final List<Loss> losses;
    /** The times after that: to a family that was dead already. */
    private final List<Loss> repeats;

    /** What the fake knows. */
    record Truth(List<RecordedRequest> refreshes, List<FamilyTally> families) {}

    /** What was counted. */
    record Count(
            int expiries,
            List<Outages.Outage> outages,
            Duration lasted,
            int adopted,
            Map<String, AtomicInteger> stalls) {}

    /**
     * A spent refresh token that was presented.
     *
     * @param spent the request that presented it
     * @param lost the request that had spent it
     * @param cause why nobody had kept its answer; empty if somebody could have
     */
    record Loss(Attempt spent, Attempt lost, Optional<String> cause) {
        @Override
        public String toString() {
            return spent.user() + ": request " + lost.number() + " of " + lost.life() + " was answered in vain ("
                    + cause.orElse("WITHOUT A CAUSE: " + lost.trouble()) + "); request " + spent.number() + " of "
                    + spent.life() + " presented the same token "
                    + Duration.between(lost.at(), spent.at()).toMillis() + " ms later";
        }
    }

    Verdict(
            Settings settings,
            Truth truth,
            Witness witness,
            Fleet fleet,
            Logins logins,
            Timeline timeline,
            Count count,
            List<String> unused,
            List<String> disorderly) {
        this.settings = settings;
        this.truth = truth;
        this.fleet = fleet;
        this.logins = logins;
        this.timeline = timeline;
        this.count = count;
        this.attempts = witness.attempts();
        this.overlaps = witness.overlaps();
        this.unused = unused.stream().filter(user -> logins.why(user).isEmpty()).toList();
        this.disorderly = disorderly;
        this.answers =
                truth.refreshes().stream().collect(Collectors.toMap(RecordedRequest::number, Function.identity()));
        List<Loss> all =
                attempts.stream().filter(this::presentedSpent).map(this::loss).toList();
        Set<Attempt> lost = new HashSet<>();
        this.losses = all.stream().filter(each -> lost.add(each.lost())).toList();
        this.repeats = all.stream().filter(each -> !losses.contains(each)).toList();
    }

    private boolean presentedSpent(Attempt attempt) {
        RecordedRequest answer = answers.get(attempt.number());
        return answer != null && answer.tags().contains(RecordedRequest.SPENT_REFRESH_TOKEN);
    }

    /** Whether the server spent the refresh token of this request and made its successor, whatever it answered. */
    private boolean granted(Attempt attempt) {
        RecordedRequest answer = answers.get(attempt.number());
        boolean carriedOut = attempt.trouble() == Trouble.UNAVAILABLE_AFTER_THE_COMMIT && !presentedSpent(attempt);
        return answer != null && (answer.status().orElse(0) == 200 || carriedOut);
    }

    private Loss loss(Attempt spent) {
        Attempt lost = attempts.stream()
                .filter(each -> each.refreshToken().equals(spent.refreshToken()) && granted(each))
                .findFirst()
                .orElse(spent);
        return new Loss(spent, lost, cause(lost, spent.at()));
    }

    /** Why no process could have kept the answer to this request until then; empty if one could. */
    private Optional<String> cause(Attempt attempt, Instant until) {
        if (attempt.trouble().takesTheAnswer()) {
            return Optional.of(attempt.trouble().toString());
        }
        return fleet.killedAt(attempt.life())
                .filter(at -> !at.isBefore(attempt.at()) && at.isBefore(until))
                .flatMap(at -> kill(attempt, at))
                .or(() -> outage(attempt, until));
    }

    /** What a kill explains: that the host had no time to store what it had got. */
    private Optional<String> kill(Attempt attempt, Instant at) {
        if (Duration.between(attempt.at(), at).compareTo(Timing.STORED_WITHIN) < 0) {
            return Optional.of("its host was killed");
        }
        boolean paused = fleet.pauses().stream()
                .anyMatch(pause -> pause.life().equals(attempt.life()) && pause.overlaps(attempt.at(), at));
        if (paused) {
            return Optional.of("its host was paused, then killed");
        }
        return storeWasDown(attempt.at(), at)
                ? Optional.of("the store was down, then its host was killed")
                : Optional.empty();
    }

    /**
     * After a restart the store cannot tell who lives: whoever has not stored its answer for so long is taken for dead. A
     * host that was paused as it sent had claimed before the pause.
     */
    private Optional<String> outage(Attempt attempt, Instant until) {
        Optional<Instant> paused = fleet.pauses().stream()
                .filter(pause -> pause.life().equals(attempt.life())
                        && pause.overlaps(attempt.at().minus(Timing.SENT_WITHIN), attempt.at()))
                .map(Fleet.Pause::from)
                .min(Comparator.naturalOrder());
        Instant since = paused.orElse(attempt.at());
        boolean waited = Duration.between(since, until)
                        .compareTo(Timing.lease(settings.maxPause())
                                .plus(settings.maxPause())
                                .minus(Timing.EXCHANGE))
                > 0;
        if (!waited || !storeWasDown(since, until)) {
            return Optional.empty();
        }
        return Optional.of(
                paused.isPresent()
                        ? "its host was paused, then the store was down"
                        : "the store was down, and its host could not store it for as long as others wait");
    }

    private boolean storeWasDown(Instant from, Instant until) {
        return count.outages().stream().anyMatch(outage -> outage.overlaps(from, until));
    }

    /** Why the one who heard of the death could not write it down before this; empty if it could. */
    private Optional<String> silence(Loss repeat) {
        Attempt first = losses.stream()
                .filter(each -> each.lost().equals(repeat.lost()))
                .findFirst()
                .orElse(repeat)
                .spent();
        boolean down = storeWasDown(first.at(), repeat.spent().at());
        return down
                ? Optional.of("the store was down")
                : cause(first, repeat.spent().at());
    }

    /** Answers that the fake committed and that no process could have kept. */
    private long lostAnswers() {
        return attempts.stream()
                .filter(attempt -> granted(attempt)
                        && (attempt.trouble().takesTheAnswer()
                                || losses.stream()
                                        .anyMatch(loss -> loss.lost().equals(attempt)
                                                && loss.cause().isPresent())))
                .count();
    }

    private Optional<Attempt> next(Attempt attempt) {
        return attempts.stream()
                .filter(each -> each.user().equals(attempt.user()) && each.number() > attempt.number())
                .findFirst();
    }

    /** Requests that nobody needed: the one before, for the same expiry, had been answered and nothing had happened to it. */
    private List<List<Attempt>> needless() {
        List<List<Attempt>> found = new ArrayList<>();
        for (Attempt attempt : attempts) {
            next(attempt)
                    .filter(next -> next.expiry() == attempt.expiry() && !presentedSpent(next))
                    .filter(next ->
                            granted(attempt) && cause(attempt, next.at()).isEmpty())
                    .ifPresent(next -> found.add(List.of(attempt, next)));
        }
        return found;
    }

    /** Requests with a refresh token for which the server had asked for a pause, while that lasted. */
    private List<List<Attempt>> early() {
        List<List<Attempt>> found = new ArrayList<>();
        for (Attempt attempt : attempts) {
            Instant until = attempt.at().plus(attempt.trouble().pause());
            attempts.stream()
                    .filter(next -> next.number() > attempt.number()
                            && next.refreshToken().equals(attempt.refreshToken())
                            && next.at().isBefore(until))
                    .filter(next -> cause(attempt, next.at()).isEmpty() && !storeWasDown(attempt.at(), next.at()))
                    .findFirst()
                    .ifPresent(next -> found.add(List.of(attempt, next)));
        }
        return found;
    }

    /** Refused for no known reason, and granted later with the same refresh token. */
    private long waitedOut() {
        return attempts.stream()
                .filter(attempt -> attempt.trouble() == Trouble.REFUSED)
                .filter(attempt -> attempts.stream()
                        .anyMatch(next -> next.number() > attempt.number()
                                && next.refreshToken().equals(attempt.refreshToken())
                                && granted(next)))
                .count();
    }

    private boolean isNewest(FamilyTally family) {
        List<FamilyTally> all = truth.families().stream()
                .filter(each -> each.username().equals(family.username()))
                .toList();
        return all.get(all.size() - 1).equals(family);
    }

    private long dead() {
        return truth.families().stream().filter(FamilyTally::reused).count();
    }

    private long losses(String user) {
        return losses.stream().filter(each -> each.spent().user().equals(user)).count();
    }

    private long dead(String user) {
        return truth.families().stream()
                .filter(family -> family.reused() && family.username().equals(Logins.username(user)))
                .count();
    }

    /** What was promised and not kept; empty if all was. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        overlaps.forEach(each -> broken.add("two requests in flight for one family: " + each));
        losses.stream().filter(each -> each.cause().isEmpty()).forEach(each -> broken.add(WITHOUT_A_CAUSE + each));
        needless().forEach(each -> broken.add("a request that nobody needed, the second of " + each));
        repeats.stream()
                .filter(each -> silence(each).isEmpty())
                .forEach(each -> broken.add("a death that was not written down: " + each));
        if (losses.size() != dead()) {
            broken.add(losses.size() + " spent tokens presented (expected: as many as sessions died, " + dead() + ")");
        }
        if (dead() > lostAnswers()) {
            broken.add(dead() + " sessions died (expected: at most " + lostAnswers() + ", the answers lost)");
        }
        if (settings.grace() && dead() > 0) {
            broken.add(dead() + " sessions died though the server grants grace");
        }
        early().forEach(each -> broken.add("a request before the pause was over, the second of " + each));
        logins.ended().stream()
                .filter(each -> !each.why().equals(Ending.LOST_IN_DOUBT.name()))
                .forEach(each -> broken.add(each + " (expected: LOST_IN_DOUBT, as nobody revokes)"));
        unused.forEach(user -> broken.add(user + " can neither be used nor says why"));
        truth.families().stream()
                .filter(family -> family.revoked() && !family.reused() && !logins.failed(family))
                .filter(family -> isNewest(family) || !logins.hasReplaced(family))
                .forEach(family -> broken.add("revoked without reuse: " + family));
        disorderly.forEach(life -> broken.add(life + " did not end in good order"));
        return broken;
    }

    /** Whose requests a person will want to look at. */
    private Set<String> unexplained() {
        Set<String> users = new TreeSet<>();
        losses.stream()
                .filter(each -> each.cause().isEmpty() || settings.grace())
                .forEach(each -> users.add(each.spent().user()));
        overlaps.forEach(each -> users.add(each.get(0).user()));
        needless().forEach(each -> users.add(each.get(0).user()));
        early().forEach(each -> users.add(each.get(0).user()));
        for (int i = 0; i < settings.sessions(); i++) {
            String user = HostSettings.user(i);
            if (losses(user) != dead(user)) {
                users.add(user);
            }
        }
        return users;
    }

    /** For a person to read. */
    String story() {
        Map<String, Integer> causes = new TreeMap<>();
        losses.forEach(each -> causes.merge(each.cause().orElse("WITHOUT A CAUSE"), 1, Integer::sum));
        Map<String, Integer> reasons = new TreeMap<>();
        logins.ended().forEach(each -> reasons.merge(each.why(), 1, Integer::sum));
        Map<Trouble, Integer> troubles = new TreeMap<>();
        attempts.forEach(each -> troubles.merge(each.trouble(), 1, Integer::sum));
        StringBuilder story = new StringBuilder();
        repeats.forEach(each -> story.append("  ")
                .append(each)
                .append(", once more, because ")
                .append(silence(each).orElse("WITHOUT A CAUSE"))
                .append('\n'));
        losses.forEach(each -> story.append("  ").append(each).append('\n'));
        logins.failures().forEach(each -> story.append("  ").append(each).append('\n'));
        unexplained().forEach(user -> story.append(timeline.of(user)));
        if (!unexplained().isEmpty()) {
            fleet.pauses().forEach(each -> story.append("    ").append(each).append('\n'));
            count.outages().forEach(each -> story.append("    ").append(each).append('\n'));
        }
        broken().forEach(each -> story.append("BROKEN: ").append(each).append('\n'));
        return story.append("seed ")
                .append(settings.seed())
                .append(", ")
                .append(count.lasted().toSeconds())
                .append(" s; sessions that died, by cause: ")
                .append(causes)
                .append("; logins again, by what the store said: ")
                .append(reasons)
                .append("; what befell requests: ")
                .append(troubles)
                .append("; held up: ")
                .append(count.stalls())
                .append("; refusals waited out: ")
                .append(waitedOut())
                .append("; logins not confirmed: ")
                .append(logins.unconfirmed())
                .append('\n')
                .toString();
    }

    static final String HEAD = """
            | client | expiries | token requests | rotations | adopted from the store | kills / pauses / outages | answers lost | spent tokens presented | sessions dead | dead without a cause |
            |---|---|---|---|---|---|---|---|---|---|""";

    /** A row of the table. */
    String row() {
        long rotations =
                truth.families().stream().mapToLong(FamilyTally::rotations).sum();
        return "| " + name() + " | " + count.expiries() + " | " + attempts.size() + " | " + rotations + " | "
                + count.adopted() + " | " + fleet.kills() + " / "
                + fleet.pauses().size() + " / " + count.outages().size() + " | "
                + lostAnswers() + " | " + losses.size() + (repeats.isEmpty() ? "" : " + " + repeats.size()) + " | "
                + dead() + " | "
                + losses.stream().filter(each -> each.cause().isEmpty()).count() + " |";
    }

    private String name() {
        String store = settings.store() == StoreServer.Kind.POSTGRES ? "PostgreSQL" : "Redis";
        return "Crosscloud on " + store
                + (settings.grace() ? ", 10 s of grace" : "")
                + (settings.leaseAlone() ? ", a lease alone" : "")
                + (settings.control() == Control.NONE ? "" : ", broken: " + settings.control());
    }
}
