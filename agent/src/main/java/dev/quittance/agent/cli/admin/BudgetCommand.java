package dev.quittance.agent.cli.admin;

import dev.quittance.agent.PriceLimit;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what an agent may spend. */
@Command(
        name = "budget",
        description = {
            "Puts the agent's grant: what it may pay at once, in each rolling window, for what and to whom.",
            "Amounts are atomic units, or dollars of assets with six decimals, such as $0.01.",
            "A narrower budget than before is in force at once."
        })
final class BudgetCommand extends AdminCommand {
    /** Of the dollar tokens that are known. */
    private static final int DECIMALS = 6;

    private static final List<String> ANY = List.of("*");

    @Parameters(paramLabel = "NAME", description = "The agent's name.")
    private String name = "";

    @Option(names = "--per-payment", paramLabel = "AMOUNT", required = true, description = "Most at once.")
    private String perPayment = "";

    @Option(names = "--hour", paramLabel = "AMOUNT", description = "Most in any hour.")
    private Optional<String> hour = Optional.empty();

    @Option(names = "--day", paramLabel = "AMOUNT", description = "Most in any day.")
    private Optional<String> day = Optional.empty();

    @Option(names = "--month", paramLabel = "AMOUNT", description = "Most in any thirty days.")
    private Optional<String> month = Optional.empty();

    @Option(
            names = "--asset",
            paramLabel = "CAIP-19",
            description =
                    "Only this asset, such as eip155:8453/erc20:0x...; may be given again. Default: any known one.")
    private List<String> assets = ANY;

    @Option(names = "--payee", paramLabel = "ADDRESS", description = "Only this payee; may be given again.")
    private List<String> payees = ANY;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Only resources of this origin, such as https://api.example:443; may be given again.")
    private List<String> origins = ANY;

    @Option(names = "--until", paramLabel = "TIME", description = "End of the grant, such as 2027-01-01T00:00:00Z.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--life",
            paramLabel = "DURATION",
            description = "Longest life of a signed payment. Default: PT10M.",
            defaultValue = "PT10M")
    private Duration life = Duration.ofMinutes(10);

    @Option(
            names = "--grant",
            paramLabel = "ID",
            description = "The grant to put. Default: the agent's name and .payment.")
    private Optional<String> grant = Optional.empty();

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        var budgets = JsonObject.builder()
                .putText("hour", hour.map(BudgetCommand::atomicUnits))
                .putText("day", day.map(BudgetCommand::atomicUnits))
                .putText("month", month.map(BudgetCommand::atomicUnits))
                .build();
        if (budgets.isEmpty()) {
            throw new MalformedException("a budget has --hour, --day or --month");
        }
        var document = JsonObject.builder()
                .put("id", grant.orElse(name + ".payment"))
                .put("principal", name)
                .put("operation", "payment")
                .putTexts("accounts", ANY)
                .putTexts("assets", assets)
                .putTexts("payees", payees)
                .putTexts("origins", origins)
                .put("perPayment", atomicUnits(perPayment))
                .put("budgets", budgets)
                .putText("validUntil", until)
                .put("lifeMaxSeconds", life.toSeconds())
                .build();
        return propose(
                signer,
                JsonObject.builder()
                        .put("kind", "put_grant")
                        .put("grant", document)
                        .build());
    }

    private static String atomicUnits(String amount) {
        return PriceLimit.parse(amount).inUnitsOf(DECIMALS).toString();
    }
}
