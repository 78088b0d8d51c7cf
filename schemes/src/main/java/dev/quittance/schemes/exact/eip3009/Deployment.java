package dev.quittance.schemes.exact.eip3009;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Erc6492Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.util.function.Function;

/**
 * How a wallet is put on chain before it pays (ERC-6492).
 *
 * @param factory one of the allowed
 * @param data of the call to it
 */
public record Deployment(Address factory, Bytes data) {
    /** Gas granted for it; the proxies that wallet factories make take 100,000 to 400,000. */
    static final long GAS_MAX = 700_000;

    private static final String FACTORY = "factory";
    private static final String DATA = "factoryData";

    static Deployment of(Erc6492Signature wrapped) {
        return new Deployment(wrapped.factory(), wrapped.factoryData());
    }

    /**
     * Reads what {@link #toJson} writes.
     *
     * @throws dev.quittance.protocol.MalformedException when a member is missing or of the wrong form
     */
    static Deployment fromJson(JsonObject json) {
        return new Deployment(Address.parse(json.text(FACTORY)), Bytes.parse(json.text(DATA)));
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put(FACTORY, factory.toString())
                .put(DATA, data.hex())
                .build();
    }

    ContractCall<Bytes> call() {
        return new ContractCall<>(factory, data, Function.identity());
    }
}
