package io.crosscloud.bench;

import java.time.Duration;

/** G4: all want a token, and the endpoint refuses, or takes very long. */
final class FailingHerd implements Figure {
    private static final Answer REFUSAL = Answer.failing(400).after(Duration.ofMillis(200));
    private static final Answer CRAWL = Answer.token(Duration.ofHours(1)).after(Duration.ofSeconds(7));

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        new Herds(REFUSAL, 100, Herd.Outcome::slowest)
                .inTurn(
                        quick ? 3 : 5,
                        table.row(
                                "G4 failing herd, 100 callers, 400 after 200 ms: the last is told",
                                "1 request, ≤ 1.1 × best peer"));
        new Herds(CRAWL, 50, Herd.Outcome::slowest)
                .together(table.row("G4 herd, 50 callers, answer after 7 s: the last is told", "1 request"));
    }
}
