package dev.quittance.worker.head;

import dev.quittance.evm.abi.Log;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Address;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Scheme;
import dev.quittance.worker.settlement.AuthorizationKey;
import dev.quittance.worker.settlement.Proof;
import dev.quittance.worker.settlement.Settlement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What receipts say of authorizations and settlements. Decided by logs; a receipt's status proves nothing. */
final class Judge {
    private final Set<Address> tokens;
    private final List<Scheme> naming;

    Judge(List<Asset> assets, Schemes schemes) {
        tokens = assets.stream().map(Asset::address).collect(Collectors.toSet());
        naming = schemes.all().stream().filter(Scheme::namesUses).toList();
    }

    /**
     * One use of an authorization.
     *
     * @param logs the transaction's logs from the one that reports the use on; all where none does
     */
    record Use(AuthorizationKey key, Receipt receipt, List<Log> logs) {}

    /** The kinds of payments whose uses {@link #uses} finds, whoever made them. */
    List<String> namedKinds() {
        return naming.stream().map(Scheme::kind).map(Kind::toString).toList();
    }

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
        if (!tokens.contains(log.address())) {
            return Optional.empty();
        }
        for (Scheme scheme : naming) {
            var used = scheme.used(log);
            if (used.isPresent()) {
                return Optional.of(new AuthorizationKey(
                        log.address(), used.get().payer(), used.get().nonce()));
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
        return settlement
                .payment()
                .proof(use.logs())
                .map(log -> new Proof(
                        receipt.transactionHash(), receipt.blockNumber(), receipt.blockHash(), log.logIndex()));
    }
}
