package dev.quittance.worker;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.vitals.SecretFile;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.LaneView;
import dev.quittance.worker.sql.Sql;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * What operators do with lanes, on the management port: {@code GET /q/lanes}, {@code POST /q/lanes/ADDRESS/drain} and
 * {@code …/restore}. Any worker takes the order, whoever holds the lane. The routes exist only where an operator's token is
 * configured, and ask for it as a bearer token.
 */
@ApplicationScoped
class LaneRoutes {
    private static final Logger LOG = Logger.getLogger(LaneRoutes.class);
    private static final String BEARER = "Bearer ";

    private final DataSource dataSource;
    private final LaneStore lanes = new LaneStore();
    private final long chainId;
    private final Optional<Bytes32> tokenHash;

    LaneRoutes(WorkerConfig config, DataSource dataSource) {
        this.dataSource = dataSource;
        this.chainId = WorkerApp.chain(config).chainId();
        this.tokenHash = config.operatorTokenFile().map(LaneRoutes::hashOfToken);
    }

    private static Bytes32 hashOfToken(Path file) {
        return hash(
                SecretFile.text(file, "quittance.worker.operator-token-file").strip());
    }

    private static Bytes32 hash(String token) {
        return Sha256.hash(token.getBytes(StandardCharsets.UTF_8));
    }

    void register(@Observes ManagementInterface management) {
        if (tokenHash.isEmpty()) {
            return;
        }
        var router = management.router();
        router.get("/q/lanes").blockingHandler(forOperators(this::list));
        router.post("/q/lanes/:address/drain").blockingHandler(forOperators(context -> order(context, lanes::drain)));
        router.post("/q/lanes/:address/restore")
                .blockingHandler(forOperators(context -> order(context, lanes::restore)));
    }

    private interface Answering {
        void answer(RoutingContext context) throws SQLException;
    }

    private interface Order {
        boolean give(Connection connection, long chainId, Address lane) throws SQLException;
    }

    private Handler<RoutingContext> forOperators(Answering answering) {
        return context -> {
            if (!isOperator(context)) {
                context.response().putHeader("WWW-Authenticate", "Bearer");
                problem(context, 401, "unauthorized", "an operator's token is needed");
                return;
            }
            try {
                answering.answer(context);
            } catch (MalformedException e) {
                problem(context, 400, "malformed_request", "the lane is not an address");
            } catch (SQLException e) {
                LOG.warnf("lanes: %s", e.getMessage());
                context.response().putHeader("Retry-After", "1");
                problem(context, 503, "store_unavailable", "the database gave no answer");
            }
        };
    }

    private boolean isOperator(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        return header != null
                && header.startsWith(BEARER)
                && MessageDigest.isEqual(
                        hash(header.substring(BEARER.length())).toByteArray(),
                        tokenHash.orElseThrow().toByteArray());
    }

    private void list(RoutingContext context) throws SQLException {
        List<LaneView> all = Sql.transaction(dataSource, connection -> lanes.all(connection, chainId));
        answer(
                context,
                200,
                "application/json",
                JsonObject.builder()
                        .putObjects("lanes", all.stream().map(LaneRoutes::json).toList())
                        .build());
    }

    /** An order that was carried out before is carried out: only a lane that does not exist is an error. */
    private void order(RoutingContext context, Order order) throws SQLException {
        Address address =
                Address.parse(Optional.ofNullable(context.pathParam("address")).orElse(""));
        boolean changed = Sql.transaction(dataSource, connection -> order.give(connection, chainId, address));
        Optional<LaneView> lane = Sql.transaction(dataSource, connection -> lanes.all(connection, chainId)).stream()
                .filter(each -> each.address().equals(address))
                .findFirst();
        if (lane.isEmpty()) {
            problem(context, 404, "unknown_lane", "no lane has this address");
            return;
        }
        if (changed) {
            LOG.infof(
                    "lane %s is %s by an operator's order", address, lane.get().state());
        }
        answer(context, 200, "application/json", json(lane.get()));
    }

    private static JsonObject json(LaneView lane) {
        return JsonObject.builder()
                .put("address", lane.address().toString())
                .put("state", lane.state())
                .putText("quarantineReason", lane.quarantineReason())
                .put("held", lane.held())
                .put("nextNonce", Long.toString(lane.nextNonce()))
                .put("openAttempts", lane.open())
                .build();
    }

    /** RFC 9457. */
    private static void problem(RoutingContext context, int status, String code, String detail) {
        var body = JsonObject.builder()
                .put("type", "about:blank")
                .put("title", detail)
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .build();
        answer(context, status, "application/problem+json", body);
    }

    private static void answer(RoutingContext context, int status, String mediaType, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", mediaType)
                .putHeader("Cache-Control", "no-store")
                .end(body.toString());
    }
}
