package io.crosscloud.bench;

import java.time.Duration;

/** G3: nobody has a token yet, and all want one. */
final class ColdHerd implements Figure {
    private static final int CALLERS = 1_000;
    private static final Answer SLOW = Answer.token(Duration.ofHours(1)).after(Duration.ofMillis(200));

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        new Herds(SLOW, CALLERS, outcome -> outcome.percentile(0.99))
                .inTurn(
                        quick ? 3 : 9,
                        table.row(
                                "G3 cold herd, %,d callers, answer after 200 ms: p99".formatted(CALLERS),
                                "1 request, ≤ 1.1 × best peer"));
        table.row("G3 the same with 10,000 virtual threads", "1 request")
                .put(Library.CROSSCLOUD, NewestJdk.run(VirtualHerd.class));
    }
}
