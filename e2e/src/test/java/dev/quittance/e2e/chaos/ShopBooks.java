package dev.quittance.e2e.chaos;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must hold of sales after the faults: buyers' records, the upstream's, the gateway's books and the chain say the same. */
final class ShopBooks {
    private static final int HEADER_CHARS_MAX = 65_536;
    private static final Duration CALM = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Set<Integer> OWN_ANSWERS = Set.of(402, 409, 502, 503, 504);

    private final ChaosSuite suite;
    private final List<ShopBuyer> buyers;
    private final ShopUpstream upstream;
    private final BigInteger funds;
    private final Database database;
    private final List<String> violations = new ArrayList<>();

    /** A row of the gateway's. */
    private record Row(String paymentId, String state, boolean paid) {}

    ShopBooks(ChaosSuite suite, List<ShopBuyer> buyers, ShopUpstream upstream, BigInteger funds) {
        this.suite = suite;
        this.buyers = buyers;
        this.upstream = upstream;
        this.funds = funds;
        this.database = new Database(suite);
    }

    /** What does not hold even after a while: events need a moment to go out. */
    List<String> violationsOnceCalm() throws SQLException, InterruptedException {
        long end = System.nanoTime() + CALM.toNanos();
        List<String> found = violations();
        while (!found.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            found = violations();
        }
        return found;
    }

    /** Everything that does not hold, one line each. */
    List<String> violations() throws SQLException {
        violations.clear();
        var chain = ChainRecord.read(suite.node(), suite.chain().token());
        Map<ChainRecord.Key, Row> rows = rows();
        for (ShopPurchase purchase : purchases()) {
            judge(purchase, chain, rows);
        }
        answersOfTheGateway();
        nothingElseMoved(chain);
        balances(chain);
        upstreamWorkedForMoney(rows);
        books();
        announced();
        return List.copyOf(violations);
    }

    private List<ShopPurchase> purchases() {
        return buyers.stream().flatMap(buyer -> buyer.purchases().stream()).toList();
    }

    private Map<ChainRecord.Key, Row> rows() throws SQLException {
        var rows = new HashMap<ChainRecord.Key, Row>();
        String query = """
                select '0x' || encode(payer, 'hex'), '0x' || encode(nonce, 'hex'), payment_id, state, settlement is not null
                from reservation
                """;
        for (List<String> row : database.rows(Database.GATEWAY, query)) {
            var key = new ChainRecord.Key(Address.parse(row.get(0)), Bytes32.parse(row.get(1)));
            rows.put(key, new Row(row.get(2), row.get(3), row.get(4).equals("t")));
        }
        return rows;
    }

    /** One payment is one answer, which was paid; money that moved left an answer, or a record of what is owed. */
    private void judge(ShopPurchase purchase, ChainRecord chain, Map<ChainRecord.Key, Row> rows) {
        var moved = chain.moved().get(purchase.key());
        var row = rows.get(purchase.key());
        if (!purchase.isOver()) {
            violate(purchase + " is stuck: " + purchase.told() + ", booked as " + row);
            return;
        }
        if (row == null) {
            violate(purchase + " is over and not in the books");
            return;
        }
        oneAnswer(purchase, purchase.deliveries());
        oneAnswer(purchase, purchase.paidFailures());
        if (purchase.isDelivered()) {
            delivered(purchase, moved, row);
            return;
        }
        if (!Set.of("UNKNOWN", "REFUND_DUE").contains(row.state())) {
            violate(purchase + " was told that it is over, and is booked as " + row);
        }
        if ((moved != null) != row.paid() || (row.paid() && purchase.offer().isPaidLast())) {
            violate(purchase + " was not delivered, moved: " + moved + ", booked as " + row);
        }
        if (purchase.offer().isIdempotent() && row.state().equals("UNKNOWN")) {
            violate(purchase + " may be repeated and is " + row.state());
        }
    }

    private void oneAnswer(ShopPurchase purchase, List<ShopPurchase.Told> answers) {
        if (Set.copyOf(answers).size() > 1) {
            violate(purchase + " was answered in several ways: " + Set.copyOf(answers));
        }
    }

    private void delivered(ShopPurchase purchase, ChainRecord.@Nullable Moved moved, Row row) {
        var answer = purchase.deliveries().getFirst();
        String key = JsonObject.parse(answer.body()).text("key");
        if (!key.equals(row.paymentId()) || !row.state().equals("DONE")) {
            violate(purchase + " was delivered under " + key + ", booked as " + row);
        }
        String told = answer.settlement()
                .map(value -> PaymentHeader.decode(value, HEADER_CHARS_MAX).text("transaction"))
                .orElse("nothing");
        if (!purchase.told().getLast().isDelivery()) {
            violate(purchase + " was delivered, and then told "
                    + purchase.told().getLast());
        }
        if (moved == null) {
            violate(purchase + " was delivered and did not move; it was told " + told);
        } else if (!told.equals(moved.transaction().toString())) {
            violate(purchase + " was told " + told + " and moved in " + moved.transaction());
        }
    }

    /** Whatever breaks: an answer in time, in the gateway's words, and never a new bill for what may be paid. */
    private void answersOfTheGateway() {
        for (ShopPurchase purchase : purchases()) {
            for (var answer : purchase.told()) {
                boolean billed = answer.status() == 402;
                boolean speechless = answer.status() != 402
                        && answer.status() >= 400
                        && answer.code().isEmpty();
                if (billed
                        || answer.body().equals(ShopBuyer.HUNG)
                        || (isOwn(answer) && (speechless || isOdd(answer)))) {
                    violate(purchase + " was answered " + answer);
                }
            }
        }
        buyers.stream()
                .flatMap(buyer -> buyer.unpaid().stream())
                .filter(answer -> answer.status() != 0
                        ? answer.status() != 402
                        : answer.body().equals(ShopBuyer.HUNG))
                .forEach(answer -> violate("a request without a payment was answered " + answer));
    }

    private static boolean isOwn(ShopPurchase.Told answer) {
        return answer.status() != 0 && !answer.upstreams();
    }

    private static boolean isOdd(ShopPurchase.Told answer) {
        return !OWN_ANSWERS.contains(answer.status());
    }

    private void nothingElseMoved(ChainRecord chain) {
        Set<ChainRecord.Key> known = purchases().stream().map(ShopPurchase::key).collect(Collectors.toSet());
        chain.moved().keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> violate("nobody bought what moved: " + key));
    }

    private void balances(ChainRecord chain) {
        var token = new Eip3009Token(suite.chain().token());
        for (ShopBuyer buyer : buyers) {
            long moved = buyer.purchases().stream()
                    .filter(purchase -> chain.moved().containsKey(purchase.key()))
                    .count();
            BigInteger expected = funds.subtract(ChaosClient.AMOUNT.multiply(BigInteger.valueOf(moved)));
            BigInteger balance = suite.node().read(token.balanceOf(buyer.address()), BlockRef.Tag.LATEST);
            if (!balance.equals(expected)) {
                violate(buyer.address() + " holds " + balance + " instead of " + expected);
            }
        }
    }

    /** What is paid first is never worked for without money; what must not be repeated is asked once for each payment. */
    private void upstreamWorkedForMoney(Map<ChainRecord.Key, Row> rows) {
        Set<String> paid =
                rows.values().stream().filter(Row::paid).map(Row::paymentId).collect(Collectors.toSet());
        Map<String, List<ShopUpstream.Work>> byKey =
                upstream.works().stream().collect(Collectors.groupingBy(ShopUpstream.Work::key));
        byKey.forEach((key, works) -> {
            Offer offer = works.getFirst().offer();
            if (!offer.isPaidLast() && !paid.contains(key)) {
                violate("the upstream worked for " + key + ", which is not paid: " + works);
            }
            if (!offer.isIdempotent() && works.size() > 1) {
                violate("the upstream was asked twice: " + works);
            }
        });
    }

    /** Each log leads to its state without a gap, money before goods or goods withheld until money. */
    private void books() throws SQLException {
        find("a log with a gap", """
                select payment_id, count(*), max(sequence) from reservation_event
                group by payment_id having count(*) <> max(sequence)
                """);
        find("a log that leads elsewhere", """
                select r.payment_id, r.state, e.to_state from reservation r
                join lateral (select to_state from reservation_event where payment_id = r.payment_id and to_state is not null
                              order by sequence desc limit 1) e on true
                where e.to_state <> r.state
                """);
        find("a transition that does not exist", """
                select e.* from reservation_event e join reservation r using (payment_id)
                where from_state <> to_state and not exists (
                    select from reservation_transition t where t.flow = r.flow and t.from_state = e.from_state
                    and t.event = e.type and t.to_state = e.to_state)
                """);
        find("a delivery without a settlement before it", """
                select r.payment_id, r.flow from reservation r where r.state = 'DONE' and not exists (
                    select from reservation_event s join reservation_event w using (payment_id)
                    where payment_id = r.payment_id and s.type = 'settled'
                    and w.type = case r.flow when 'UPFRONT' then 'delivered' else 'answered' end
                    and (s.sequence < w.sequence) = (r.flow = 'UPFRONT'))
                """);
        find("a payment that was freed after it was settled", """
                select payment_id from reservation_event e where type = 'settled'
                and not exists (select from reservation r where r.payment_id = e.payment_id)
                """);
        find("an event that was not sent", "select key, topic from outbox");
    }

    /** Each end is announced once, in one form. */
    private void announced() throws SQLException {
        Map<String, Set<String>> said = TopicRecord.deliveries(suite.brokerAddress()).stream()
                .collect(Collectors.groupingBy(
                        message ->
                                JsonObject.parse(message.text()).object("data").text("reservationId"),
                        Collectors.mapping(
                                message -> message.sequence() + " " + message.type() + " " + message.id(),
                                Collectors.toSet())));
        for (var row : database.rows(Database.GATEWAY, "select payment_id, state from reservation")) {
            String type = "quittance.delivery."
                    + switch (row.get(1)) {
                        case "DONE" -> "completed";
                        case "UNKNOWN" -> "unknown";
                        case "REFUND_DUE" -> "refund_due";
                        default -> "pending";
                    };
            Set<String> events = said.getOrDefault(row.get(0), Set.of());
            if (events.size() != 1 || !events.iterator().next().startsWith("1 " + type)) {
                violate("of " + row + " was said " + events);
            }
        }
    }

    private void find(String what, String query) throws SQLException {
        database.none(Database.GATEWAY, what, query).forEach(this::violate);
    }

    private void violate(String what) {
        violations.add(what);
    }
}
