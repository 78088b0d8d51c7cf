package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an agent spends. */
@Command(
        name = "watch",
        description = "Shows the agent's budgets and what is spent of them, again whenever that changes.")
final class WatchCommand extends AdminCommand {
    private static final List<String> WINDOWS = List.of("hour", "day", "month");

    @Parameters(paramLabel = "NAME", description = "The agent's name.")
    private String name = "";

    @Option(names = "--once", description = "Show it once and end.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            description = "Time between looks. Default: PT2S.",
            defaultValue = "PT2S")
    private Duration interval = Duration.ofSeconds(2);

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        String shown = "";
        while (true) {
            String text = text(signer);
            if (!text.equals(shown)) {
                out().print(text);
                out().flush();
                shown = text;
            }
            if (once) {
                return DONE;
            }
            TimeUnit.MILLISECONDS.sleep(interval.toMillis());
        }
    }

    private String text(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        List<JsonObject> grants = signer.get("/v1/grants").objects("grants").stream()
                .filter(held -> held.object("grant").text("principal").equals(name))
                .toList();
        if (grants.isEmpty()) {
            return name + " has no budget" + System.lineSeparator();
        }
        var text = new StringBuilder();
        for (JsonObject held : grants) {
            JsonObject grant = held.object("grant");
            text.append(grant.text("id"))
                    .append(held.bool("stopped") ? " STOPPED" : "")
                    .append(", at most ")
                    .append(grant.optionalText("perPayment").orElse("anything"))
                    .append(" at once")
                    .append(System.lineSeparator());
            JsonObject budgets = grant.optionalObject("budgets").orElse(JsonObject.EMPTY);
            for (JsonObject spent : held.objects("spent")) {
                text.append("  ").append(spent.text("asset"));
                WINDOWS.forEach(window -> text.append("  ")
                        .append(window)
                        .append(' ')
                        .append(spent.text(window))
                        .append(limit(budgets.optionalText(window))));
                text.append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private static String limit(Optional<String> budget) {
        return budget.map(most -> " of " + most).orElse("");
    }
}
