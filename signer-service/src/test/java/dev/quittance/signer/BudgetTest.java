package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.custody.CustodyChanged;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.policy.GrantDocument;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class BudgetTest extends SignerTest {
    private static final String SUM_OF_GRANT =
            "select coalesce(sum(amount), 0)::bigint from signer.signing_journal where grant_id = '%s'";
    private static int grants;

    @Inject
    GrantStore store;

    @Inject
    Event<CustodyChanged> changed;

    /** Before bob's generous one in the order of ids. */
    private String grant = "";

    private Address account = USDC;

    @BeforeEach
    void remember() {
        grants++;
        grant = "a-" + grants;
        account = account(bob(), "bob-main");
    }

    @AfterEach
    void restore() throws Exception {
        change(sql -> {
            store.remove(sql, grant);
        });
    }

    @Test
    void neverSignsOneUnitOverABudgetForTwoHundredConcurrentRequests() throws Exception {
        put(json -> json.put("perPayment", "1000")
                .put("budgets", JsonObject.builder().put("hour", "70000").build()));

        List<Answer> answers = concurrently(200, i -> i % 2 == 0 ? "1000" : "700");

        long signed = answers.stream().filter(answer -> answer.status() == 200).count();
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .isNotEmpty()
                .allSatisfy(answer -> assertProblem(answer, 403, "hour_budget_exceeded"));
        long spent = count(SUM_OF_GRANT.formatted(grant));
        // Not over, and nothing left that one of the refused requests would have fitted in.
        assertThat(spent).isBetween(69_301L, 70_000L);
        assertThat(count("select count(*) from signer.signing_journal where grant_id = '" + grant + "'"))
                .isEqualTo(signed);
        assertThat(count("select sum(amount)::bigint from signer.spent_bucket where grant_id = '" + grant + "'"))
                .isEqualTo(spent);
        assertThat(bobsDenials("hour_budget_exceeded")).isEqualTo(200 - signed);
    }

    @Test
    void signsConcurrentRepeatsOnceAndCountsThemOnce() throws Exception {
        put(json -> json.put("budgets", JsonObject.builder().put("day", "1000").build()));
        String request = payment(account, requirements()).toString();

        List<Answer> answers = run(IntStream.range(0, 40)
                .<Callable<Answer>>mapToObj(_ -> () -> client().post(bob(), PAYMENTS, request))
                .toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().map(Answer::text).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(count(SUM_OF_GRANT.formatted(grant))).isEqualTo(1000);
        assertDenied(requirements(), "day_budget_exceeded");
    }

    @Test
    void remembersWhatWasSpentWhenItReadsTheDatabaseAgain() throws Exception {
        put(json ->
                json.put("budgets", JsonObject.builder().put("month", "1500").build()));
        assertThat(client().post(bob(), PAYMENTS, payment(account, requirements()))
                        .status())
                .isEqualTo(200);

        changed.fire(new CustodyChanged());

        assertDenied(requirements(), "month_budget_exceeded");
        assertThat(client().post(bob(), PAYMENTS, payment(account, amount("500")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void deniesWithTheRuleAndJournalsIt() throws Exception {
        put(json -> json.put("perPayment", "999"));
        assertDenied(requirements(), "per_payment_exceeded");
        put(json -> json.put("lifeMaxSeconds", 299));
        assertDenied(requirements(), "life_exceeded");
    }

    @Test
    void deniesWhatNoGrantCovers() throws Exception {
        change(sql -> store.remove(sql, "bob.payment"));
        try {
            assertDenied(requirements(), "no_grant");
            put(json -> json.putTexts("accounts", List.of("bob-spare")));
            assertDenied(requirements(), "account_not_granted");
            put(json -> json.putTexts("assets", List.of("eip155:8453/slip44:60")));
            assertDenied(requirements(), "asset_not_granted");
            put(json -> json.putTexts("payees", List.of(USDC.toString())));
            assertDenied(requirements(), "payee_not_granted");
            put(json -> json.putTexts("origins", List.of("https://api.example:443")));
            assertDenied(requirements(), "origin_not_granted");
            put(json -> json.put("validUntil", "2026-01-01T00:00:00Z"));
            assertDenied(requirements(), "outside_validity");
        } finally {
            change(sql ->
                    store.put(sql, GrantDocument.parse(document("bob.payment").build())));
        }
    }

    @Test
    void signsForTheOriginThatAGrantNames() throws Exception {
        put(json -> json.putTexts("origins", List.of("https://api.example:443")).put("perPayment", "1"));
        JsonObject request = payment(account, requirements());

        assertProblem(
                client().post(
                                bob(),
                                PAYMENTS,
                                request.toBuilder()
                                        .put("resource", "https://API.example/weather")
                                        .build()),
                403,
                "per_payment_exceeded");
        assertThat(client().post(
                                bob(),
                                PAYMENTS,
                                request.toBuilder()
                                        .put("resource", "https://other.example/")
                                        .build())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void asksForApprovalAboveTheThreshold() throws Exception {
        put(json -> json.put(
                "approval",
                JsonObject.builder()
                        .put("above", "999")
                        .putTexts("approvers", List.of("alice"))
                        .put("quorum", 1)
                        .build()));
        long before = journalEntries();

        Answer answer = client().post(bob(), PAYMENTS, payment(account, requirements()));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().text("code")).isEqualTo("approval_required");
        assertThat(answer.json().text("fingerprint")).matches("0x[0-9a-f]{64}");
        assertThat(journalEntries()).isEqualTo(before);
    }

    @Test
    void journalsWhatTheSurfacesRefuseToo() {
        long unread = count("select count(*) from signer.denial where rule = 'malformed_request'");
        long unknown = count("select count(*) from signer.denial where rule = 'network_refused'");

        client().post(bob(), PAYMENTS, "{}");
        client().post(
                        bob(),
                        PAYMENTS,
                        payment(
                                account,
                                requirements().toBuilder()
                                        .put("network", "eip155:1")
                                        .build()));

        assertThat(count("select count(*) from signer.denial where rule = 'malformed_request'"))
                .isEqualTo(unread + 1);
        assertThat(count("select count(*) from signer.denial where rule = 'network_refused'"))
                .isEqualTo(unknown + 1);
    }

    private void assertDenied(JsonObject requirements, String rule) {
        long journaled = journalEntries();
        long denied = bobsDenials(rule);

        Answer answer = client().post(bob(), PAYMENTS, payment(account, requirements));

        assertProblem(answer, 403, rule);
        assertThat(journalEntries()).isEqualTo(journaled);
        assertThat(bobsDenials(rule)).isEqualTo(denied + 1);
    }

    private long bobsDenials(String rule) {
        return count("select count(*) from signer.denial where principal = 'bob' and rule = '" + rule + "'");
    }

    private List<Answer> concurrently(int count, IntFunction<String> amount) throws Exception {
        return run(IntStream.range(0, count)
                .<Callable<Answer>>mapToObj(i ->
                        () -> client().post(bob(), PAYMENTS, payment(account, amount(amount.apply(i)))))
                .toList());
    }

    private static List<Answer> run(List<Callable<Answer>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    private static JsonObject amount(String amount) {
        return requirements().toBuilder().put("amount", amount).build();
    }

    private void put(UnaryOperator<JsonObject.Builder> change) throws Exception {
        JsonObject document = change.apply(document(grant)).build();
        change(sql -> store.put(sql, GrantDocument.parse(document)));
    }

    private static JsonObject.Builder document(String id) {
        return JsonObject.builder()
                .put("id", id)
                .put("principal", "bob")
                .put("operation", "payment")
                .putTexts("accounts", List.of("*"))
                .putTexts("assets", List.of("*"))
                .putTexts("payees", List.of("*"))
                .putTexts("origins", List.of("*"))
                .put("perPayment", "1000000000")
                .put("lifeMaxSeconds", 3600);
    }

    private interface Work {
        void run(Connection connection) throws Exception;
    }

    private void change(Work work) throws Exception {
        try (var connection = dataSource.getConnection()) {
            work.run(connection);
        }
        changed.fire(new CustodyChanged());
    }
}
