package dev.quittance.agent.signing;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Signs with a key that this process holds. */
public final class LocalKey implements PaymentSigner {
    private final PrivateKey key;
    private final Secp256k1 secp256k1;
    private final Registry registry;
    private final Duration authorizationLifeMax;
    private final InstantSource clock;

    /**
     * Signs with the key for the assets of the registry.
     *
     * @param authorizationLifeMax longest time an authorization is valid, whatever the server asks for
     */
    public LocalKey(
            PrivateKey key,
            Secp256k1 secp256k1,
            Registry registry,
            Duration authorizationLifeMax,
            InstantSource clock) {
        this.key = key;
        this.secp256k1 = secp256k1;
        this.registry = registry;
        this.authorizationLifeMax = authorizationLifeMax;
        this.clock = clock;
    }

    public Address address() {
        return secp256k1.address(key);
    }

    @Override
    public Signing sign(PaymentRequirements requirements, Bytes32 nonce, URI resource) {
        try {
            return asset(requirements)
                    .map(asset -> sign(requirements, nonce, asset))
                    .orElseGet(() -> new Signing.Denied("asset_unknown", "the token is not one that this agent knows"));
        } catch (MalformedException e) {
            return new Signing.Denied(
                    "malformed_requirements",
                    Optional.ofNullable(e.getMessage()).orElse("malformed"));
        }
    }

    private Optional<Asset> asset(PaymentRequirements requirements) {
        return registry.chain(requirements.network())
                .flatMap(chain -> registry.asset(chain.chainId(), Address.parse(requirements.asset())));
    }

    private Signing sign(PaymentRequirements requirements, Bytes32 nonce, Asset asset) {
        long life = Math.min(requirements.maxTimeoutSeconds(), authorizationLifeMax.toSeconds());
        var authorization = new TransferAuthorization(
                address(),
                Address.parse(requirements.payTo()),
                requirements.amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(clock.instant().getEpochSecond() + life),
                nonce);
        var domain = new Eip712Domain(asset.eip712Name(), asset.eip712Version(), asset.chainId(), asset.address());
        return new Signing.Signed(authorization, secp256k1.sign(authorization.digest(domain), key));
    }
}
