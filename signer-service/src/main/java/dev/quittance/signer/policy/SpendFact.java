package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/**
 * What a signature could do, as decoded from the request: all that the policy looks at.
 *
 * @param principal who asks
 * @param account whose key would sign
 * @param asset what is moved; of a relay transaction the chain's own money, of a receipt what was paid
 * @param payee who gets it; of a relay transaction the contract that is called or the payer who is sent gas, of a receipt who was paid
 * @param amount atomic units that leave the account at most; of a relay transaction its gas in wei and what it carries, of a receipt zero
 * @param origin where the resource is that is paid for, when the request says
 * @param life from now until the authorization expires; zero when it is none
 * @param withdraws whether it only takes an earlier signature back, which is allowed to keys that were replaced
 * @param fingerprint SHA-256 of the canonical request: what approvers agree to
 */
public record SpendFact(
        String principal,
        Operation operation,
        Address account,
        AssetId asset,
        Address payee,
        BigInteger amount,
        Optional<Origin> origin,
        Duration life,
        boolean withdraws,
        Bytes32 fingerprint) {}
