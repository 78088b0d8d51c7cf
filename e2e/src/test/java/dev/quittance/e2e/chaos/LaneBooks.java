package dev.quittance.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Lanes against the chain: nonces used without a gap up to the one that would be allotted next, one body for each, nothing on
 * the chain that was not stored before, and no more gas than settlements are worth.
 */
final class LaneBooks {
    private static final String TWO_BODIES = """
            select encode(account, 'hex') || ' ' || nonce from signing_journal
            where kind = 'relay' and not cancels
            group by account, chain_id, nonce having count(distinct body_digest) > 1
            """;
    /** Wide of a settlement alone, and of one that fell out of a block and left a filler behind. */
    private static final long GAS_PER_PAYMENT_MAX = 250_000;

    private final ChaosSuite suite;
    private final Database database;
    private final List<String> violations = new ArrayList<>();

    LaneBooks(ChaosSuite suite, Database database) {
        this.suite = suite;
        this.database = database;
    }

    List<String> violations(int moved) throws SQLException {
        var lanes = new HashSet<String>();
        for (List<String> lane :
                database.rows(Database.WORKER, "select encode(address, 'hex'), next_nonce from lane")) {
            String address = "0x" + lane.get(0);
            lanes.add(address);
            String mined = suite.node()
                    .transactionCount(new Address(Hex.decode(address)), BlockRef.Tag.LATEST)
                    .toString();
            if (!mined.equals(lane.get(1))) {
                violations.add(
                        "lane " + address + " has allotted " + lane.get(1) + " nonces, the chain has used " + mined);
            }
        }
        database.none(Database.SIGNER, "two bodies for one transaction nonce", TWO_BODIES)
                .forEach(violations::add);
        onChain(lanes, moved);
        return violations;
    }

    private void onChain(Set<String> lanes, int moved) throws SQLException {
        var stored = new HashSet<String>();
        database.rows(Database.WORKER, "select '0x' || encode(transaction_hash, 'hex') from signed_transaction")
                .forEach(row -> stored.add(row.getFirst()));
        long gas = 0;
        long height = suite.node().blockNumber();
        for (long number = 0; number <= height; number++) {
            JsonNode receipts = suite.chain().rpc("eth_getBlockReceipts", "0x" + Long.toHexString(number));
            for (JsonNode receipt : receipts) {
                if (lanes.contains(receipt.path("from").asText().toLowerCase(Locale.ROOT))) {
                    String hash = receipt.path("transactionHash").asText();
                    gas += Long.decode(receipt.path("gasUsed").asText());
                    if (!stored.contains(hash)) {
                        violations.add("a lane's transaction was never stored: " + hash);
                    }
                }
            }
        }
        if (gas > GAS_PER_PAYMENT_MAX * Math.max(1, moved)) {
            violations.add(gas + " gas for " + moved + " payments");
        }
    }
}
