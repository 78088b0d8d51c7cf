package dev.quittance.signer.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.journal.Decided;
import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.journal.PermittedEntry;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.Origin;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.TreeHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the log: RFC 8785 JSON, version 1. Its members are listed in ADR 0024; members are put in the canonical order.
 *
 * @param signatureHash SHA-256 of the signature that it permits
 */
record LogEntry(String text, Optional<Bytes32> signatureHash) {
    private static final int VERSION = 1;

    private static LogEntry of(JsonObject json) {
        return new LogEntry(canonical(json), Optional.empty());
    }

    /** The leaf's hash: SHA-256 of 0x00 and the text in UTF-8. */
    Bytes32 hash() {
        return TreeHash.leaf(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A decision.
     *
     * @param policy SHA-256 of all grants that were in force
     */
    static LogEntry of(Decided decided, Bytes32 policy, Instant at) {
        return switch (decided) {
            case PermittedEntry permitted -> permitted(permitted, policy, at);
            case DeniedEntry denied -> denied(denied, policy, at);
        };
    }

    private static LogEntry permitted(PermittedEntry permitted, Bytes32 policy, Instant at) {
        JournalEntry entry = permitted.entry();
        var json = JsonObject.builder()
                .put("at", at.toEpochMilli())
                .put("chain", entry.chainId())
                .put("facts", facts(permitted.fact()))
                .put("grant", permitted.grant())
                .put("kind", "permitted")
                .put("nonce", entry.nonce().toString())
                .put("operation", entry.operation().text())
                .put("policy", policy.toString())
                .put("principal", entry.principal())
                .put("request", entry.requestDigest().toString())
                .put("revision", permitted.revision())
                .putText("signature", permitted.signatureHash().map(Bytes32::toString))
                .put("signing", entry.signingDigest().toString())
                .put("v", VERSION)
                .build();
        return new LogEntry(canonical(json), permitted.signatureHash());
    }

    private static LogEntry denied(DeniedEntry denied, Bytes32 policy, Instant at) {
        return of(JsonObject.builder()
                .put("at", at.toEpochMilli())
                .putObject("facts", denied.fact().map(LogEntry::facts))
                .putText("grant", denied.grant())
                .put("kind", "denied")
                .putText("operation", denied.operation().map(Operation::text))
                .put("policy", policy.toString())
                .put("principal", denied.principal())
                .put("request", denied.requestDigest().toString())
                .put("rule", denied.rule())
                .put("v", VERSION)
                .build());
    }

    private static JsonObject facts(SpendFact fact) {
        return JsonObject.builder()
                .put("account", fact.account().toString())
                .put("amount", fact.amount().toString())
                .put("asset", text(fact.asset()))
                .put("lifeSeconds", fact.life().toSeconds())
                .putText("origin", fact.origin().map(Origin::toString))
                .put("payee", fact.payee().toString())
                .put("withdraws", fact.withdraws())
                .build();
    }

    private static String text(AssetId asset) {
        return asset.toString();
    }

    /** The first entry: how many permissions and denials were journaled before the log was begun. */
    static LogEntry began(long permitted, long denied, Instant at) {
        return of(JsonObject.builder()
                .put("at", at.toEpochMilli())
                .put("deniedBefore", denied)
                .put("kind", "began")
                .put("permittedBefore", permitted)
                .put("v", VERSION)
                .build());
    }

    /** A caller holds a checkpoint that this log cannot have given. */
    static LogEntry halted(LogFault fault, String witness, long size, Bytes32 root, Instant at) {
        return of(JsonObject.builder()
                .put("at", at.toEpochMilli())
                .put("code", fault.code())
                .put("kind", "halted")
                .put("principal", witness)
                .put("seenRoot", root.toString())
                .put("seenSize", size)
                .put("v", VERSION)
                .build());
    }

    /** A quorum of admins has the signer go on from a restored database, with a log of this size and root. */
    static LogEntry restored(long size, Bytes32 root, Instant at) {
        return of(JsonObject.builder()
                .put("at", at.toEpochMilli())
                .put("kind", "restored")
                .put("root", root.toString())
                .put("size", size)
                .put("v", VERSION)
                .build());
    }

    /** Members are in order already, so that only text that JSON may write in several ways has to be put in its form. */
    private static String canonical(JsonObject json) {
        String text = json.toString();
        boolean isPlain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '\\');
        return isPlain ? text : json.canonical();
    }
}
