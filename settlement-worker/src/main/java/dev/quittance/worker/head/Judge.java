package dev.quittance.worker.head;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.schemes.exact.ExactProof;
import dev.quittance.worker.settlement.AuthorizationKey;
import dev.quittance.worker.settlement.Proof;
import dev.quittance.worker.settlement.Settlement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What receipts say of authorizations and settlements. Decided by logs; a receipt's status proves nothing. */
final class Judge {
    private final List<Eip3009Token> tokens;

    Judge(List<Asset> assets) {
        tokens = assets.stream().map(asset -> new Eip3009Token(asset.address())).toList();
    }

    /**
     * One use of an authorization.
     *
     * @param logs the transaction's logs from the one that reports the use on
     */
    record Use(AuthorizationKey key, Receipt receipt, List<Log> logs) {}

    /** The authorizations that known tokens report as used, each with the transaction that used it. */
    Map<AuthorizationKey, Use> uses(Collection<Receipt> receipts) {
        var uses = new HashMap<AuthorizationKey, Use>();
        for (Receipt receipt : receipts) {
            List<Log> logs = receipt.logs();
            for (int i = 0; i < logs.size(); i++) {
                List<Log> rest = logs.subList(i, logs.size());
                use(logs.get(i)).ifPresent(key -> uses.put(key, new Use(key, receipt, rest)));
            }
        }
        return uses;
    }

    private Optional<AuthorizationKey> use(Log log) {
        if (log.topics().isEmpty() || !log.topics().getFirst().equals(Eip3009Token.AUTHORIZATION_USED)) {
            return Optional.empty();
        }
        for (Eip3009Token token : tokens) {
            if (token.event(log).orElse(null)
                    instanceof TokenEvent.AuthorizationUsed(Address authorizer, Bytes32 nonce)) {
                return Optional.of(new AuthorizationKey(token.address(), authorizer, nonce));
            }
        }
        return Optional.empty();
    }

    /**
     * The proof that a settlement happened in this transaction. A stranger's transaction counts only in a block above the
     * head at which the settlement was accepted: before that, the authorization was used for something else.
     *
     * @param ours whether the transaction belongs to an attempt that carries the settlement
     */
    static Optional<Proof> proof(Settlement settlement, Use use, boolean ours) {
        Receipt receipt = use.receipt();
        if (!ours && receipt.blockNumber() <= settlement.acceptedBlock()) {
            return Optional.empty();
        }
        return new ExactProof(settlement.token(), settlement.authorization())
                .find(use.logs())
                .map(log -> new Proof(
                        receipt.transactionHash(), receipt.blockNumber(), receipt.blockHash(), log.logIndex()));
    }
}
