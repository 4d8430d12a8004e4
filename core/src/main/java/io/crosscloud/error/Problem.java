package io.crosscloud.error;

import java.io.Serializable;
import java.util.Optional;

/**
 * Something that can go wrong, with its remedy. Each place has an enum of its own: {@link SettingProblem}, {@link
 * ServerProblem}, {@link SessionProblem} and {@link StoreProblem} here, others beside the classes that report them. The
 * Troubleshooting page of the documentation lists them all.
 *
 * <p>Constants of an enum only. A provider or a store of a host's own may bring an enum of its own.
 */
public interface Problem extends Serializable {
    /**
     * The code, by which metrics, logs and stored sessions know the problem: the name of the constant, 1 to 64 characters of
     * visible ASCII. No two problems have the same.
     */
    String name();

    /** Everything that it says, for {@link #nextStep()}, {@link #summary()}, {@link #remedy()} and {@link #setupPage()}. */
    Explanation explanation();

    /** What the caller does next, and with it the kind of exception. */
    default NextStep nextStep() {
        return explanation().nextStep();
    }

    /** What is wrong, in half a sentence. */
    default String summary() {
        return explanation().summary();
    }

    /** What to do, in one sentence that names the setting. */
    default String remedy() {
        return explanation().remedy();
    }

    /** Where in a cloud's Setup it is put right, if it is there. */
    default Optional<SetupPage> setupPage() {
        return explanation().setupPage();
    }
}
