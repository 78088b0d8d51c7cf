package dev.quittance.signer.registration;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.account.AccountOpening;
import dev.quittance.signer.custody.CustodyChanged;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.principal.Principal;
import dev.quittance.signer.principal.PrincipalConfig;
import dev.quittance.signer.principal.PrincipalDirectory;
import dev.quittance.signer.principal.PrincipalKey;
import dev.quittance.signer.principal.PrincipalStore;
import dev.quittance.signer.principal.PrincipalsFile;
import dev.quittance.signer.principal.Registration;
import dev.quittance.signer.principal.Role;
import dev.quittance.signer.seal.RootOpened;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Takes from the principals file, once the root is there, what the database does not know yet. */
@Singleton
public final class Registrar {
    private static final Logger LOG = Logger.getLogger(Registrar.class);

    private final PrincipalConfig config;
    private final Database database;
    private final PrincipalStore principals;
    private final AccountOpening accounts;
    private final GrantStore grants;
    private final PrincipalDirectory directory;
    private final Event<CustodyChanged> changed;

    Registrar(
            PrincipalConfig config,
            Database database,
            PrincipalStore principals,
            AccountOpening accounts,
            GrantStore grants,
            PrincipalDirectory directory,
            Event<CustodyChanged> changed) {
        this.config = config;
        this.database = database;
        this.principals = principals;
        this.accounts = accounts;
        this.grants = grants;
        this.directory = directory;
        this.changed = changed;
    }

    void onOpened(@Observes RootOpened event) {
        try {
            register();
        } catch (MalformedException | IllegalStateException e) {
            throw new ConfigurationException("the principals file " + config.principalsFile() + ": " + e.getMessage()
                    + "; correct it, or quittance.signer.principals-file");
        }
    }

    /**
     * Registers principals that are new, with their keys, and opens accounts that are new. What is known already the
     * database knows better: a key that the file adds to it is ignored, one that it leaves out stays. Admins come from the
     * file only while there are none; later ones need the approval of the others.
     *
     * @throws IllegalStateException when a principal would change its role, a key or an account its principal
     */
    public void register() {
        byte[] file = readFile();
        List<Principal> declared = PrincipalsFile.parse(file);
        Map<String, List<Grant>> declaredGrants = DeclaredGrants.of(declared, JsonObject.parse(file));
        Map<String, Registration> keys = database.inTransaction(connection -> {
            principals.lockRegistration(connection);
            Map<String, Role> known = principals.roles(connection);
            for (Principal principal : declared) {
                register(connection, principal, known, declaredGrants);
            }
            return principals.keysById(connection);
        });
        directory.replace(keys);
        changed.fire(new CustodyChanged());
        LOG.infof("%d principals are declared, %d keys are in force", declared.size(), keys.size());
    }

    private void register(
            Connection connection,
            Principal principal,
            Map<String, Role> known,
            Map<String, List<Grant>> declaredGrants)
            throws SQLException {
        Role role = known.getOrDefault(principal.name(), principal.role());
        if (role != principal.role()) {
            throw new IllegalStateException("principal " + principal.name() + " is registered with another role");
        }
        if (!known.containsKey(principal.name())) {
            if (role == Role.ADMIN && known.containsValue(Role.ADMIN)) {
                LOG.warnf("admin %s is not registered: further admins are added by a change", principal.name());
                return;
            }
            principals.add(connection, principal.caller());
            for (PrincipalKey key : principal.keys()) {
                if (!principals.addKey(connection, principal.name(), key)) {
                    throw new IllegalStateException("the kid " + key.id() + " is another principal's");
                }
            }
        }
        for (String account : principal.accounts()) {
            accounts.ensure(connection, account, principal.caller(), AccountOpening.kindFor(role));
        }
        for (String account : principal.receiptAccounts()) {
            accounts.ensure(connection, account, principal.caller(), Account.Kind.RECEIPT);
        }
        if (principals.takesDeclaredGrants(connection, principal.name())) {
            for (Grant grant : declaredGrants.getOrDefault(principal.name(), List.of())) {
                grants.put(connection, grant);
            }
        }
    }

    private byte[] readFile() {
        return SecretFile.bytes(config.principalsFile(), "quittance.signer.principals-file");
    }
}
