package dev.quittance.signer.seal;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sealed root and its shares. Every method works in the caller's transaction. */
@Singleton
final class SealStore {
    private static final String PUT = """
            insert into root_seal (number, envelope, commitment, sealed) values (?, ?, ?, ?)
            on conflict (only_row) do update set number = excluded.number, envelope = excluded.envelope,
                commitment = excluded.commitment, sealed = excluded.sealed, sealed_at = now()
            """;
    private static final String PUT_SHARE = "insert into root_share (share, holder, digest, box) values (?, ?, ?, ?)";

    /** Lets nobody else decide on the seal until the end of the transaction. */
    void lock(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("lock table root_seal in exclusive mode");
        }
    }

    Optional<SealedRoot> find(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select envelope, commitment, sealed from root_seal")) {
            return row.next()
                    ? Optional.of(new SealedRoot(
                            Envelope.parse(JsonObject.parse(row.getString("envelope"))),
                            new Bytes32(row.getBytes("commitment")),
                            Bytes.of(row.getBytes("sealed"))))
                    : Optional.empty();
        }
    }

    void put(Connection connection, SealedRoot root) throws SQLException {
        try (var statement = connection.prepareStatement(PUT)) {
            statement.setLong(1, root.manifest().number());
            statement.setString(2, root.inForce().toJson().canonical());
            statement.setBytes(3, root.commitment().toByteArray());
            statement.setBytes(4, root.sealed().toByteArray());
            statement.executeUpdate();
        }
    }

    /** Puts these shares in the place of those that there were. */
    void putShares(Connection connection, List<SealedShare> shares) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("delete from root_share");
        }
        try (var statement = connection.prepareStatement(PUT_SHARE)) {
            for (SealedShare share : shares) {
                statement.setInt(1, share.index());
                statement.setBytes(2, share.holder().toByteArray());
                statement.setBytes(3, share.digest().toByteArray());
                statement.setBytes(4, Hex.decode(share.box().toString()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    List<SealedShare> shares(Connection connection) throws SQLException {
        var shares = new ArrayList<SealedShare>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select share, holder, digest, box from root_share order by share")) {
            while (rows.next()) {
                shares.add(new SealedShare(
                        rows.getInt("share"),
                        new BoxRecipient(rows.getBytes("holder")),
                        new Bytes32(rows.getBytes("digest")),
                        Box.parse(Hex.encode(rows.getBytes("box")))));
            }
        }
        return shares;
    }
}
