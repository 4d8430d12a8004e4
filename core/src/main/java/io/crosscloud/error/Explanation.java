package io.crosscloud.error;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link Problem} says of itself: what is wrong, what to do, and where. Immutable. */
public final class Explanation {
    private final NextStep nextStep;
    private final String summary;
    private final String remedy;
    private final @Nullable SetupPage setupPage;

    private Explanation(NextStep nextStep, String summary, String remedy, @Nullable SetupPage setupPage) {
        this.nextStep = Objects.requireNonNull(nextStep, "nextStep");
        this.summary = Objects.requireNonNull(summary, "summary");
        this.remedy = Objects.requireNonNull(remedy, "remedy");
        this.setupPage = setupPage;
    }

    /**
     * An explanation.
     *
     * @param nextStep what the caller does next
     * @param summary what is wrong, in half a sentence
     * @param remedy what to do, in one sentence without its full stop
     */
    public static Explanation of(NextStep nextStep, String summary, String remedy) {
        return new Explanation(nextStep, summary, remedy, null);
    }

    /** The same, with the page of a cloud's Setup where it is put right. */
    public Explanation at(SetupPage page) {
        return new Explanation(nextStep, summary, remedy, Objects.requireNonNull(page, "page"));
    }

    NextStep nextStep() {
        return nextStep;
    }

    String summary() {
        return summary;
    }

    String remedy() {
        return remedy + ".";
    }

    Optional<SetupPage> setupPage() {
        return Optional.ofNullable(setupPage);
    }

    @Override
    public String toString() {
        return summary + ". " + remedy();
    }
}
