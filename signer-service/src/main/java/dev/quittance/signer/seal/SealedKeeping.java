package dev.quittance.signer.seal;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.RootKey;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Puts the root under its seal and its shares beside it. Every method but one works in the caller's transaction. */
@Singleton
final class SealedKeeping {
    private static final Logger LOG = Logger.getLogger(SealedKeeping.class);

    private final SealConfig config;
    private final SealStore store;
    private final SealedAccounts accounts;
    private final SecureRandom random;
    private final RootSeal seal;

    SealedKeeping(
            SealConfig config, SealStore store, SealedAccounts accounts, SecureRandom random, Measurement measurement) {
        this.config = config;
        this.store = store;
        this.accounts = accounts;
        this.random = random;
        this.seal = new RootSeal(
                KeyFile.read(config.deviceSecretFile(), "quittance.signer.device-secret-file", "device secret"),
                measurement,
                random);
    }

    /** The root, if its seal opens here. */
    Optional<RootKey> open(SealedRoot sealed) {
        return seal.open(sealed.sealed().toByteArray(), sealed.manifest());
    }

    /**
     * Draws the root, or takes over the key that sealed the accounts of a database from before.
     *
     * @throws dev.quittance.signer.problem.ProblemException when there is no such key, or it is another
     */
    RootKey begin(Connection connection, Envelope envelope) throws SQLException {
        if (!accounts.exist(connection)) {
            return seal(connection, envelope, RootKey.draw());
        }
        RootKey former = config.sealingKeyFile()
                .map(file -> KeyFile.read(file, "quittance.signer.sealing-key-file", "sealing key"))
                .orElseThrow(SealRefusal.ROOT_MISSING::problem);
        if (!accounts.openUnder(connection, former)) {
            throw SealRefusal.SEALING_KEY_WRONG.problem();
        }
        LOG.info("the sealing key becomes the root; its file is not needed any more");
        return seal(connection, envelope, former);
    }

    /** Seals the root to a manifest and shares it out anew; earlier shares are of no use any more. */
    RootKey seal(Connection connection, Envelope envelope, RootKey root) throws SQLException {
        store.put(
                connection,
                new SealedRoot(envelope, RootSeal.commitment(root), Bytes.of(seal.close(root, envelope.manifest()))));
        store.putShares(connection, SealedShare.of(root, envelope.manifest(), random));
        LOG.infof("the root is sealed to manifest %d", envelope.manifest().number());
        return root;
    }
}
