package dev.quittance.signer.seal;

import dev.quittance.attestation.Challenge;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Hands the root to the signer that follows, once it has shown what it is. */
@Startup
@Singleton
final class HandOver {
    private static final Logger LOG = Logger.getLogger(HandOver.class);

    private final Root root;
    private final SecureRandom random;
    private final Optional<SuccessorCheck> check;
    private Optional<Challenge> open = Optional.empty();

    HandOver(HandOverConfig config, Root root, SecureRandom random, Clock clock) {
        this.root = root;
        this.random = random;
        this.check = config.trustRoot().map(name -> new SuccessorCheck(trusted(name), clock));
    }

    /** A nonce for the successor's document to answer; the one before is not open any more. */
    synchronized byte[] challenge() {
        Challenge drawn = Challenge.draw(random);
        open = Optional.of(drawn);
        return drawn.nonce();
    }

    /**
     * The root, closed for the successor's ceremony key.
     *
     * @throws dev.quittance.signer.problem.ProblemException naming the rule that speaks against it
     */
    synchronized Box close(Envelope successor, byte[] document, CeremonyKeyProof proof) {
        SuccessorCheck trusting = check.orElseThrow(SuccessorRefusal.UNTRUSTED::problem);
        Challenge challenge = open.orElseThrow(SuccessorRefusal.CHALLENGE_UNKNOWN::problem);
        open = Optional.empty();
        BoxRecipient recipient = trusting.check(root.inForce().manifest(), successor, document, challenge, proof);
        byte[] secret = root.key().export();
        try {
            LOG.infof(
                    "the root is handed to the signer of manifest %d",
                    successor.manifest().number());
            return Box.close(
                    secret, Box.Purpose.HAND_OVER, successor.manifest().hash().toByteArray(), recipient);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static TrustRoot trusted(String name) {
        return TrustRoot.named(name, file -> SecretFile.text(file, "quittance.signer.hand-over.trust-root"));
    }
}
