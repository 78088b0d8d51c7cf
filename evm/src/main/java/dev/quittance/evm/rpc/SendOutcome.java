package dev.quittance.evm.rpc;

import dev.quittance.protocol.Bytes32;
import java.util.Locale;

/** What a node said to a raw transaction. Nothing here is proof of what other nodes hold or what the chain will include. */
public sealed interface SendOutcome {
    /** In the node's pool, or already mined. */
    record Accepted(Bytes32 hash) implements SendOutcome {}

    /** The node holds these very bytes. */
    record AlreadyKnown() implements SendOutcome {}

    /** The account's nonce has passed this one: these bytes, or others in their place, are on chain. */
    record NonceTooLow() implements SendOutcome {}

    /** The fees are too low for the pool, or for the place of the transaction that they should replace. */
    record Underpriced() implements SendOutcome {}

    /** The account cannot pay the value and the most that the gas may cost. */
    record InsufficientFunds() implements SendOutcome {}

    /** Refused for another reason, in the node's words. */
    record Rejected(long code, String message) implements SendOutcome {}

    /** Reads the words of geth and its kin, anvil, reth, Nethermind and Besu; there are no codes for these. */
    static SendOutcome classify(RpcResult.Failure failure) {
        String words = failure.message().toLowerCase(Locale.ROOT);
        if (containsAny(words, "already known", "alreadyknown", "already imported", "known transaction")) {
            return new AlreadyKnown();
        }
        if (containsAny(words, "nonce too low", "oldnonce", "nonce is too low")) {
            return new NonceTooLow();
        }
        if (containsAny(
                words,
                "underpriced",
                "feetoolow",
                "less than block base fee",
                "fee cap less than",
                "below configured minimum gas price",
                "gas price below")) {
            return new Underpriced();
        }
        if (containsAny(words, "insufficient funds", "insufficientfunds", "upfront cost exceeds account balance")) {
            return new InsufficientFunds();
        }
        return new Rejected(failure.code(), failure.message());
    }

    private static boolean containsAny(String words, String... parts) {
        for (String part : parts) {
            if (words.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
