package io.crosscloud.auth.session;

import java.util.ArrayList;
import java.util.List;

/** All sequences of choices, one after another, the last choice varied first. */
final class Choices {
    private final List<Integer> taken = new ArrayList<>();
    private final List<Integer> options = new ArrayList<>();
    private int next;

    /** The choice to take of so many. */
    int of(int count) {
        if (next == taken.size()) {
            taken.add(0);
            options.add(count);
        } else if (options.get(next) != count) {
            throw new IllegalStateException("the same choices led elsewhere");
        }
        return taken.get(next++);
    }

    /** Moves to the next sequence; false if there is none. */
    boolean advance() {
        next = 0;
        while (!taken.isEmpty()) {
            int last = taken.size() - 1;
            if (taken.get(last) + 1 < options.get(last)) {
                taken.set(last, taken.get(last) + 1);
                return true;
            }
            taken.remove(last);
            options.remove(last);
        }
        return false;
    }
}
