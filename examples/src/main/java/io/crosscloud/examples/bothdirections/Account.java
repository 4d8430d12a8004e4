package io.crosscloud.examples.bothdirections;

import java.io.PrintStream;

/** What is told to the person in front of the screen. */
final class Account {
    private static final int LABEL = 16;

    private final PrintStream out;
    private int chapters;

    Account(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println(text);
    }

    /** Begins a chapter. */
    void chapter(String text) {
        chapters++;
        out.println();
        out.println(chapters + ". " + text);
    }

    /** One thing with its name, such as a request and its answer. */
    void line(String label, Object value) {
        out.println("   " + label + " ".repeat(Math.max(1, LABEL - label.length())) + value);
    }

    /** The last word. */
    void closing(String text) {
        out.println();
        out.println(text);
    }
}
