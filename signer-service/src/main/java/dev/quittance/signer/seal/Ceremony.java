package dev.quittance.signer.seal;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.share.Share;
import dev.quittance.attestation.share.ShareContext;
import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.problem.ProblemException;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings the root: from its seal, by the first manifest, from its holders, or from the signer before. Until it is there, nothing is
 * signed or changed here.
 */
@Singleton
public final class Ceremony {
    private static final Logger LOG = Logger.getLogger(Ceremony.class);
    private static final int BEFORE_REGISTRATION = 1_000;

    private final SealConfig config;
    private final Database database;
    private final SealStore store;
    private final SealedKeeping keeping;
    private final OwnPlace place;
    private final CeremonyKey key;
    private final Root root;
    private final AcceptedManifest accepted;
    private final Event<RootOpened> opened;
    private final ShareCollection collection = new ShareCollection();
    private volatile Start standing = new Start.AwaitManifest(WaitReason.NEVER_SEALED);

    Ceremony(
            SealConfig config,
            Database database,
            SealStore store,
            SealedKeeping keeping,
            OwnPlace place,
            CeremonyKey key,
            Root root,
            AcceptedManifest accepted,
            Event<RootOpened> opened) {
        this.config = config;
        this.database = database;
        this.store = store;
        this.keeping = keeping;
        this.place = place;
        this.key = key;
        this.root = root;
        this.accepted = accepted;
        this.opened = opened;
    }

    void onStart(@Observes @Priority(BEFORE_REGISTRATION) StartupEvent event) {
        Optional<Envelope> offered = config.manifestFile().map(Ceremony::read);
        Path file = config.manifestFile().orElse(Path.of(""));
        Start start;
        try {
            start = decide(offered);
        } catch (ProblemException e) {
            throw new ConfigurationException(
                    "the manifest " + file + " is refused: " + e.detail() + " (" + e.code() + ")");
        }
        switch (start) {
            case Start.Refused(var refusal) ->
                throw new ConfigurationException("the manifest " + file + " is refused: " + refusal.detail() + " ("
                        + refusal.code() + "); put an accepted one there, or correct quittance.signer.manifest-file");
            case Start.AwaitManifest(var reason)
            when offered.isPresent() ->
                throw new ConfigurationException(
                        "the manifest " + file + " is refused: " + reason.detail() + " (" + reason.code() + ")");
            case Start.AwaitManifest(var reason) -> LOG.infof("waits for a manifest: %s", reason.detail());
            case Start.AwaitRoot _ -> LOG.info("waits for the root: from its holders, or from the signer before");
            case Start.Genesis _, Start.Open _, Start.Renew _ -> opened.fire(new RootOpened());
        }
    }

    /**
     * Offers a manifest to start on.
     *
     * @throws ProblemException naming the rule that speaks against it; nothing has changed then
     */
    synchronized void offer(Envelope envelope) {
        boolean was = root.isOpen();
        Start start = decide(Optional.of(envelope));
        if (start instanceof Start.Refused(var refusal)) {
            throw ProblemException.refused(refusal.code(), refusal.detail());
        }
        if (!was && root.isOpen()) {
            began();
        }
    }

    /**
     * Takes a share that its holder closed for this run's key.
     *
     * @throws ProblemException naming the rule that speaks against it
     */
    synchronized void bring(int index, Box box) {
        Envelope awaited = awaited();
        byte[] context = ShareContext.of(awaited.manifest().hash(), index);
        byte[] wire = open(box, Box.Purpose.RECOVERY, context);
        try {
            Share share = Share.parse(wire);
            switch (collection.take(share, database.inTransaction(store::shares))) {
                case TWICE -> throw SealRefusal.SHARE_TWICE.problem();
                case WRONG -> throw SealRefusal.SHARE_WRONG.problem();
                case KEPT -> LOG.infof("share %d was brought", share.index());
            }
        } finally {
            Arrays.fill(wire, (byte) 0);
        }
        SealedRoot sealed = database.inTransaction(store::find).orElseThrow();
        if (collection.size() >= sealed.manifest().holders().threshold()) {
            RootKey rebuilt = collection.rebuild(sealed.commitment()).orElseThrow(SealRefusal.ROOT_WRONG::problem);
            settle(awaited, rebuilt);
        }
    }

    /**
     * Takes the root that the signer before closed for this run's key.
     *
     * @throws ProblemException naming the rule that speaks against it
     */
    synchronized void inherit(Box box) {
        Envelope awaited = awaited();
        byte[] secret =
                open(box, Box.Purpose.HAND_OVER, awaited.manifest().hash().toByteArray());
        try {
            RootKey inherited = RootKey.of(secret);
            SealedRoot sealed = database.inTransaction(store::find).orElseThrow();
            if (!RootSeal.commitment(inherited).equals(sealed.commitment())) {
                throw SealRefusal.ROOT_WRONG.problem();
            }
            settle(awaited, inherited);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Where this signer stands; another one may have sealed the root meanwhile. */
    synchronized JsonObject describe() {
        if (!root.isOpen() && standing instanceof Start.AwaitManifest) {
            decide(Optional.empty());
            if (root.isOpen()) {
                began();
            }
        }
        Optional<SealedRoot> sealed = database.inTransaction(store::find);
        List<SealedShare> shares = database.inTransaction(store::shares);
        Place here = place.look();
        return Standing.describe(root.isOpen(), standing, sealed, shares, collection.indices(), here).toBuilder()
                .put("ceremonyKey", key.toJson())
                .putObject(
                        "importKey",
                        root.isOpen() ? Optional.of(key.vouch(root.importKey().recipient())) : Optional.empty())
                .build();
    }

    /** Decides and carries out; the root counts as open once what seals it is committed. */
    private Start decide(Optional<Envelope> offered) {
        Place here = place.look();
        Carried carried = database.inTransaction(connection -> {
            store.lock(connection);
            return carryOut(connection, offered, here);
        });
        carried.opening().ifPresent(opening -> root.open(opening.key(), opening.inForce()));
        carried.opening().ifPresent(opening -> accepted.accept(opening.inForce().manifest()));
        if (carried.start() instanceof Start.AwaitRoot(var envelope)) {
            accepted.accept(envelope.manifest());
        }
        if (!(carried.start() instanceof Start.Refused)) {
            standing = carried.start();
            collection.clear();
        }
        return carried.start();
    }

    private record Carried(Start start, Optional<Opening> opening) {}

    private record Opening(RootKey key, Envelope inForce) {}

    private Carried carryOut(Connection connection, Optional<Envelope> offered, Place here) throws SQLException {
        Optional<SealedRoot> sealed = store.find(connection);
        Optional<RootKey> found = sealed.flatMap(keeping::open);
        Start start = StartRules.decide(sealed.map(SealedRoot::inForce), found.isPresent(), offered, here);
        Optional<Opening> opening = switch (start) {
            case Start.Genesis(var envelope) -> Optional.of(new Opening(keeping.begin(connection, envelope), envelope));
            case Start.Open() ->
                Optional.of(
                        new Opening(found.orElseThrow(), sealed.orElseThrow().inForce()));
            case Start.Renew(var envelope) ->
                Optional.of(new Opening(keeping.seal(connection, envelope, found.orElseThrow()), envelope));
            case Start.AwaitRoot _, Start.AwaitManifest _, Start.Refused _ -> Optional.empty();
        };
        return new Carried(start, opening);
    }

    private void settle(Envelope awaited, RootKey recovered) {
        database.inTransaction(connection -> {
            store.lock(connection);
            return keeping.seal(connection, awaited, recovered);
        });
        collection.clear();
        root.open(recovered, awaited);
        standing = new Start.Open();
        began();
    }

    private Envelope awaited() {
        if (!root.isOpen() && standing instanceof Start.AwaitRoot(var envelope)) {
            return envelope;
        }
        throw SealRefusal.NOT_AWAITED.problem();
    }

    private byte[] open(Box box, Box.Purpose purpose, byte[] context) {
        return box.open(purpose, context, key.key()).orElseThrow(SealRefusal.BOX_UNREADABLE::problem);
    }

    /** The rest of the start; when that fails, it fails as at a start without a ceremony. */
    private void began() {
        LOG.info("the root is there");
        try {
            opened.fire(new RootOpened());
        } catch (RuntimeException e) {
            LOG.errorf("cannot start: %s", e.getMessage());
            Quarkus.asyncExit(1);
            throw e;
        }
    }

    private static Envelope read(Path file) {
        try {
            return Envelope.parse(JsonObject.parse(SecretFile.bytes(file, "quittance.signer.manifest-file")));
        } catch (MalformedException e) {
            throw new ConfigurationException(
                    "the manifest " + file + ": " + e.getMessage() + "; correct it, or quittance.signer.manifest-file");
        }
    }
}
