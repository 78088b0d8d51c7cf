package dev.quittance.signer.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.Role;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Proofs;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The log to its readers. Who has a signature may have the proof of its entry; only admins read what others asked for. */
@Path("/v1/log")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public final class LogResource {
    private static final int NOT_FOUND = 404;
    private static final int PAGE_MAX = 1000;
    private static final String NONE = "-1";

    private final Database database;
    private final TransparencyLog log;
    private final Checkpoints checkpoints;
    private final Timer proofs;

    LogResource(Database database, TransparencyLog log, Checkpoints checkpoints, MeterRegistry metrics) {
        this.database = database;
        this.log = log;
        this.checkpoints = checkpoints;
        this.proofs = Timer.builder("quittance.signer.log.proof")
                .description("what the proof of an entry takes")
                .register(metrics);
    }

    /** The newest checkpoint: a signed note, and the key that signed it. */
    @GET
    @Path("checkpoint")
    @RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "logCheckpoint", summary = "The newest checkpoint of the transparency log")
    public String checkpoint() {
        Checkpoint newest = database.inTransaction(log::newest);
        return signed(newest).build().toString();
    }

    /**
     * Entries, a page at a time.
     *
     * @param start index of the first
     * @param count 1 to 1000; fewer are answered where the log ends
     */
    @GET
    @Path("entries")
    @RolesAllowed(Role.ADMIN_NAME)
    @Operation(operationId = "logEntries", summary = "Entries of the transparency log, as they were hashed")
    public String entries(
            @QueryParam("start") @DefaultValue("0") long start, @QueryParam("count") @DefaultValue("1000") int count) {
        if (start < 0 || count < 1 || count > PAGE_MAX) {
            throw new MalformedException("start is not negative and count is 1 to " + PAGE_MAX);
        }
        return JsonObject.builder()
                .put("start", start)
                .putTexts(
                        "entries", database.inTransaction(connection -> log.entries(connection, start, start + count)))
                .build()
                .toString();
    }

    /** An entry with the proof that it is in the newest checkpoint. */
    @GET
    @Path("entries/{index}")
    @RolesAllowed(Role.ADMIN_NAME)
    @Operation(operationId = "logEntry", summary = "An entry and the proof that it is in the log")
    public String entry(@PathParam("index") long index) {
        return database.inTransaction(connection -> included(connection, index));
    }

    /**
     * The entry that permitted a signature, with the proof that it is in the newest checkpoint.
     *
     * @param hash SHA-256 of the signature's 65 bytes
     */
    @GET
    @Path("signatures/{hash}")
    @RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "logInclusion", summary = "The entry of a signature and the proof that it is in the log")
    public String signature(@PathParam("hash") String hash) {
        Bytes32 wanted = Bytes32.parse(hash);
        return database.inTransaction(connection ->
                included(connection, log.bySignature(connection, wanted).orElseThrow(LogResource::unknown)));
    }

    /**
     * That the log of one size begins with that of another.
     *
     * @param to -1: of now
     */
    @GET
    @Path("consistency")
    @RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "logConsistency", summary = "The proof that the log was only added to")
    public String consistency(
            @QueryParam("from") @DefaultValue("0") long from, @QueryParam("to") @DefaultValue(NONE) long to) {
        return database.inTransaction(connection -> {
            Checkpoint newest = log.newest(connection);
            long end = to < 0 ? newest.size() : to;
            if (from < 0 || from > end || end > newest.size()) {
                throw new MalformedException("0 <= from <= to <= the log's size");
            }
            Checkpoint shown = end == newest.size() ? newest : log.at(connection, end);
            return signed(shown)
                    .putTexts("proof", texts(log.hashes(connection, Proofs.consistency(from, end))))
                    .build()
                    .toString();
        });
    }

    private String included(Connection connection, long index) throws SQLException {
        Checkpoint newest = log.newest(connection);
        if (index < 0 || index >= newest.size()) {
            throw unknown();
        }
        long begin = System.nanoTime();
        List<Bytes32> proof = log.hashes(connection, Proofs.inclusion(index, newest.size()));
        proofs.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        return signed(newest)
                .put("index", index)
                .put("entry", log.entries(connection, index, index + 1).getFirst())
                .putTexts("proof", texts(proof))
                .build()
                .toString();
    }

    private JsonObject.Builder signed(Checkpoint checkpoint) {
        return JsonObject.builder()
                .put("checkpoint", checkpoints.sign(checkpoint))
                .put("key", checkpoints.key());
    }

    private static List<String> texts(List<Bytes32> hashes) {
        return hashes.stream().map(Bytes32::toString).toList();
    }

    private static ProblemException unknown() {
        return new ProblemException(new Problem(NOT_FOUND, "not_found", "the log has no such entry"));
    }
}
