package dev.quittance.signer.relay;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Decides which relay transactions may be signed, and builds them: a transfer with authorization on a known token, or a
 * Multicall3 batch of such, or an empty transaction of the lane to itself that uses a nonce up. No value, no other target, no call data of the caller's making.
 */
final class RelayRules {
    private static final BigInteger NONCE_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);

    /** What a transaction without data costs. */
    private static final long CANCEL_GAS = 21_000;

    private final Registry registry;
    private final RelayLimits limits;

    RelayRules(Registry registry, RelayLimits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    RelayDecision decide(RelayRequest request) {
        Optional<Chain> chain = registry.chain(request.network());
        if (chain.isEmpty()) {
            return refuse(RelayRefusal.NETWORK_REFUSED);
        }
        int count = request.transfers().size();
        if (count < (request.cancels() ? 0 : 1) || count > (request.cancels() ? 0 : limits.batchMax())) {
            return refuse(RelayRefusal.BATCH_SIZE_REFUSED);
        }
        if (request.transactionNonce().compareTo(NONCE_MAX) > 0) {
            return refuse(RelayRefusal.TRANSACTION_NONCE_REFUSED);
        }
        long gasMax = request.cancels() ? CANCEL_GAS : limits.gasMax(count);
        if (request.gasLimit() < 1 || request.gasLimit() > gasMax) {
            return refuse(RelayRefusal.GAS_REFUSED);
        }
        if (request.maxFeePerGas().compareTo(limits.feePerGasMax()) > 0
                || request.maxPriorityFeePerGas().compareTo(request.maxFeePerGas()) > 0) {
            return refuse(RelayRefusal.FEE_REFUSED);
        }
        return request.cancels()
                ? new RelayDecision.Permit(transaction(request, chain.get(), request.lane(), Bytes.EMPTY))
                : decideTransfers(request, chain.get());
    }

    private RelayDecision decideTransfers(RelayRequest request, Chain chain) {
        var seen = new HashSet<AuthorizationKey>();
        var calls = new ArrayList<ContractCall<?>>();
        for (RelayTransfer transfer : request.transfers()) {
            Optional<Asset> asset = registry.asset(chain.chainId(), transfer.asset());
            if (asset.isEmpty()) {
                return refuse(RelayRefusal.ASSET_REFUSED);
            }
            if (!seen.add(AuthorizationKey.of(transfer))) {
                return refuse(RelayRefusal.DUPLICATE_TRANSFER_REFUSED);
            }
            calls.add(transfer.call(new Eip3009Token(asset.get().address())));
        }
        ContractCall<?> call = call(chain, calls);
        return new RelayDecision.Permit(transaction(request, chain, call.to(), call.data()));
    }

    private static ContractCall<?> call(Chain chain, List<ContractCall<?>> calls) {
        if (calls.size() == 1) {
            return calls.getFirst();
        }
        var members = calls.stream().map(Multicall3.Member::of).toList();
        return new Multicall3(chain.multicall3()).aggregate3(members);
    }

    private static Eip1559Transaction transaction(RelayRequest request, Chain chain, Address to, Bytes data) {
        return new Eip1559Transaction(
                chain.chainId(),
                request.transactionNonce(),
                request.maxPriorityFeePerGas(),
                request.maxFeePerGas(),
                request.gasLimit(),
                to,
                BigInteger.ZERO,
                data);
    }

    private static RelayDecision refuse(RelayRefusal refusal) {
        return new RelayDecision.Refuse(refusal);
    }

    /** What the token accepts once. */
    private record AuthorizationKey(Address asset, Address payer, Bytes32 nonce) {
        static AuthorizationKey of(RelayTransfer transfer) {
            var authorization = transfer.authorization();
            return new AuthorizationKey(transfer.asset(), authorization.from(), authorization.nonce());
        }
    }
}
