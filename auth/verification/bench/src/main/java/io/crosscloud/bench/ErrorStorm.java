package io.crosscloud.bench;

import java.time.Duration;

/** G5: callers that do not give up, and an endpoint that does not give in. */
final class ErrorStorm implements Figure {
    private static final Duration ANSWER = Duration.ofMillis(20);

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        Duration length = Duration.ofSeconds(quick ? 2 : 10);
        String title = "G5 storm of 50 threads for " + length.toSeconds() + " s, ";
        storm(
                table.row(title + "400", "≤ 2 requests"),
                length,
                Answer.failing(400).after(ANSWER));
        storm(
                table.row(title + "503", "≤ 8 requests"),
                length,
                Answer.failing(503).after(ANSWER));
    }

    private static void storm(Table.Row row, Duration length, Answer answer) throws Exception {
        for (Library library : Library.RIVALS) {
            try (Endpoint endpoint = Endpoint.start();
                    Client client = library.open(endpoint, 1)) {
                endpoint.answers(answer);
                Storm.of(length, () -> client.token(0));
                row.put(library, Text.requests(endpoint.requests()));
            }
        }
    }
}
