package dev.quittance.agent.cli.admin;

import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.SignedNote;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has a signer go on whose database was restored. */
@Command(
        name = "open-restored",
        description = {
            "Proposes to open a signer that stands still because its database was restored.",
            "Reads the next nonce of every relay account from the chains: below it nothing is signed any more.",
            "Other admins compare what is printed with what their own nodes say before they approve it."
        })
final class OpenRestoredCommand extends AdminCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final JsonRpc.Limits EXCHANGE = new JsonRpc.Limits(TIMEOUT, 1 << 16, 1);

    @Option(
            names = "--rpc-url",
            paramLabel = "URL",
            required = true,
            description = "A node of a chain that is settled on; may be given again for other chains.")
    private List<URI> nodes = List.of();

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        List<JsonObject> lanes = signer.accounts().stream()
                .filter(account -> account.text("kind").equals("relay"))
                .toList();
        var nonces = new ArrayList<JsonObject>();
        try (var http = JsonRpc.httpClient(TIMEOUT)) {
            for (URI node : nodes) {
                nonces.addAll(nonces(new EvmNode(new JsonRpc(http, node, EXCHANGE)), lanes));
            }
        } catch (RpcException e) {
            throw new IOException(e.getMessage(), e);
        }
        return propose(
                signer,
                JsonObject.builder()
                        .put("kind", "open_restored")
                        .putObjects("chainNonces", nonces)
                        .put("log", logHead(signer))
                        .build());
    }

    /** With which the transparency log goes on; witnesses who have seen another are told so by an entry of the log. */
    private JsonObject logHead(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        try {
            var head = SignedNote.unverified(signer.get("/v1/log/checkpoint").text("checkpoint"));
            out().println("transparency log: " + head.size() + " entries, root " + head.root());
            return JsonObject.builder()
                    .put("size", head.size())
                    .put("root", head.root().toString())
                    .build();
        } catch (LogFaultException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Transactions that wait for a block were signed too, and count. */
    private List<JsonObject> nonces(EvmNode node, List<JsonObject> lanes) throws MalformedException {
        String network = "eip155:" + node.chainId();
        var nonces = new ArrayList<JsonObject>();
        for (JsonObject lane : lanes) {
            Address address = Address.parse(lane.text("address"));
            String next = node.transactionCount(address, BlockRef.Tag.PENDING).toString();
            out().println(lane.text("name") + " " + address + " on " + network + ": " + next);
            nonces.add(JsonObject.builder()
                    .put("account", address.toString())
                    .put("network", network)
                    .put("nonce", next)
                    .build());
        }
        return nonces;
    }
}
