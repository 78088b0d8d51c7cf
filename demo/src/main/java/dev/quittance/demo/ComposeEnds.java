package dev.quittance.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** How the payments ended whose answer was a failure: each is kept to be told again, or owed back. */
final class ComposeEnds {
    private static final Duration SETTLED_LIMIT = Duration.ofMinutes(2);

    /** Numbers of the gateway's reservations by what became of them; a state and the upstream's status, if it answered. */
    private static final String ENDS = """
            select state || coalesce(' upstream ' || upstream_status, ''), count(*) from gateway.reservation
            where settlement is not null and not (state = 'DONE' and upstream_status < 400) group by 1
            """;

    private static final String OPEN =
            "select count(*) from gateway.reservation where state in ('RESERVED', 'SETTLING', 'EXECUTING')";

    private final Compose compose;
    private final Consumer<String> said;

    ComposeEnds(Compose compose, Consumer<String> said) {
        this.compose = compose;
        this.said = said;
    }

    /**
     * Tells of them by kind.
     *
     * @throws DemoFailedException when one is open still, or fewer are owed or kept than buyers were charged in vain
     */
    void tell(ComposeBuyers buyers) throws IOException, InterruptedException {
        Compose.await(
                SETTLED_LIMIT, "reservations stay open", () -> select(OPEN).equals("0"));
        Map<String, Integer> ends = new TreeMap<>();
        select(ENDS)
                .lines()
                .map(line -> line.split("[|]", 2))
                .forEach(end -> ends.put(end[0], Integer.valueOf(end[1])));
        int inVain = buyers.charged() - buyers.paid();
        said.accept(
                "%d payments settled and were answered with a failure: %s".formatted(inVain, buyers.chargedInVain()));
        said.accept("what the gateway keeps of them (UNKNOWN and REFUND_DUE are owed, DONE is told again): " + ends);
        int kept = ends.values().stream().mapToInt(Integer::intValue).sum();
        if (kept < inVain) {
            throw new DemoFailedException(
                    inVain + " payments were answered with a failure, and the gateway knows of " + kept);
        }
    }

    private String select(String query) {
        try {
            return compose.select(query);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted");
        }
    }
}
