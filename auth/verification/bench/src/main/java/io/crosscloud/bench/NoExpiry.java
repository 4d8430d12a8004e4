package io.crosscloud.bench;

/** G7: answers without {@code expires_in}, as Salesforce gives them, and an API that refuses the token one day. */
final class NoExpiry implements Figure {
    private static final int GETS = 100;
    private static final int REFUSED = 50;

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        Table.Row gets = table.row("G7 no expires_in, " + GETS + " gets", "1 request");
        Table.Row refused = table.row("G7 then " + REFUSED + " concurrent 401s", "1 request");
        for (Library library : Library.RIVALS) {
            try (Endpoint endpoint = Endpoint.start();
                    Client client = library.open(endpoint, 1)) {
                endpoint.answers(Answer.token(null));
                int errors = 0;
                for (int i = 0; i < GETS; i++) {
                    errors += Herd.fails(() -> client.token(0)) ? 1 : 0;
                }
                gets.put(library, Text.requests(endpoint.requests()) + (errors == 0 ? "" : ", " + errors + " errors"));
                refused.put(library, refused(endpoint, client));
            }
        }
    }

    private static String refused(Endpoint endpoint, Client client) throws InterruptedException {
        endpoint.expireTokens();
        endpoint.reset();
        Herd.Outcome outcome = Herd.of(REFUSED, () -> {
            client.renew(0);
            return null;
        });
        return outcome.errors() == REFUSED
                ? "–"
                : Text.requests(endpoint.requests())
                        + (outcome.errors() == 0 ? "" : ", " + outcome.errors() + " errors");
    }
}
